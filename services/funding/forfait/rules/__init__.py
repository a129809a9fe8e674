"""Le barème du forfait, et ce qui reste dû quand un label cesse : des données datées."""
