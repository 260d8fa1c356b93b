FROM python:3.13-slim AS build
WORKDIR /src
COPY constraints.txt pyproject.toml README.md LICENSE NOTICE ./
COPY osta osta
RUN python -m venv /opt/osta \
    && /opt/osta/bin/pip install --no-cache-dir --constraint constraints.txt .
# The word index goes into the image, so that the first answer is as fast as the others.
ENV OSTA_INDEX_DIR=/opt/osta/index
RUN /opt/osta/bin/python -c 'from osta.discovery.index.build import ensure; ensure()'

FROM python:3.13-slim
RUN useradd --system --uid 10001 --user-group --home-dir /data --create-home osta
COPY --from=build /opt/osta /opt/osta
ENV PATH=/opt/osta/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    OSTA_INDEX_DIR=/opt/osta/index \
    OSTA_DATABASE_URL=sqlite:////data/osta.sqlite \
    OSTA_WEB_HOST=0.0.0.0 \
    OSTA_WEB_PORT=8080
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
# Asks the server of `osta run`; a container that runs another command has none, and its state means nothing.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s \
    CMD ["python", "-c", "import os, urllib.request as web; web.urlopen('http://127.0.0.1:' + os.environ['OSTA_WEB_PORT'] + '/healthz', timeout=5)"]
ENTRYPOINT ["osta"]
CMD ["run"]
