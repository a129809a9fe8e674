"""Interim."""


def last_events(recorder, ids):
    found = {id: recorder.select_events(id, desc=True, limit=1) for id in ids}
    return {id: rows[0] for id, rows in found.items() if rows}


def select_streams(recorder, ids):
    found = {id: list(recorder.select_events(id)) for id in ids}
    return {id: rows for id, rows in found.items() if rows}
