# One image for the ten processes and for the console. Everything is pinned by requirements.txt.
ARG BASE=python:3.13-slim-trixie

FROM ${BASE} AS build
WORKDIR /build
RUN python3 -m venv /opt/france-services
ENV PATH=/opt/france-services/bin:$PATH PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements.txt ./
RUN pip install --quiet --require-hashes --requirement requirements.txt
COPY pyproject.toml README.md LICENSE ./
COPY shared shared
COPY services services
COPY console console
ARG VERSION=0.0.0
RUN SETUPTOOLS_SCM_PRETEND_VERSION=${VERSION} pip install --quiet --no-deps --no-build-isolation . \
 && pip uninstall --quiet --yes setuptools-scm vcs-versioning pip

FROM ${BASE}
ARG VERSION=0.0.0
ARG REVISION=inconnue
ARG CREATED=""
ARG SOURCE=""
LABEL org.opencontainers.image.title="France Services" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}" \
      org.opencontainers.image.source="${SOURCE}" \
      org.opencontainers.image.licenses="MIT" \
      org.cyclonedx.sbom="/opt/france-services/sbom.json"
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin france-services \
 && install --directory --owner 10001 --group 10001 /var/lib/france-services
COPY --from=build /opt/france-services /opt/france-services
COPY deploy/image/sonde.py /opt/france-services/bin/sonde
COPY deploy/image/sbom.json /opt/france-services/sbom.json
ENV PATH=/opt/france-services/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONWARNINGS=ignore::DeprecationWarning \
    PSYCOPG_WAIT_FUNC=wait_selector \
    DOCUMENTS=/var/lib/france-services \
    LOG_FORMAT=json \
    FRANCE_SERVICES_REVISION=${REVISION} \
    HTTP_PORT=8080
USER 10001:10001
WORKDIR /tmp
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=5s --start-period=30s --retries=6 CMD ["python3", "-S", "/opt/france-services/bin/sonde"]
ENTRYPOINT ["france-services"]
CMD ["--help"]
