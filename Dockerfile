# Build the jar first: mvn package
FROM eclipse-temurin:21-jre AS layout
RUN useradd --system --uid 10001 --home /opt/rsp-routes rsp && mkdir /opt/rsp-routes && chown rsp /opt/rsp-routes
WORKDIR /opt/rsp-routes
USER rsp
COPY config ./config
COPY routes ./routes
COPY docker/layout.sh target/rsp-routes.jar /tmp/
RUN bash /tmp/layout.sh /tmp/rsp-routes.jar .

FROM eclipse-temurin:21-jre
RUN useradd --system --uid 10001 --home /opt/rsp-routes rsp && mkdir -p /opt/rsp-routes/data /var/lib/rsp/bulk && chown -R rsp /opt/rsp-routes /var/lib/rsp
# The same place and the same Java: the archive of classes is good for no other.
WORKDIR /opt/rsp-routes
COPY --from=layout /opt/rsp-routes ./
USER rsp
EXPOSE 8080 8443
VOLUME ["/opt/rsp-routes/data", "/var/lib/rsp/bulk"]
# The operator's listener inside the container; what the host publishes is the host's to decide.
ENV SERVER_ADDRESS=0.0.0.0
HEALTHCHECK --interval=10s --start-period=60s CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080"]
# Out of memory it ends, and is started again: half an instance would hold what another could do.
ENTRYPOINT ["java", "-XX:SharedArchiveFile=rsp-routes.jsa", "-XX:MaxRAMPercentage=70", "-XX:+ExitOnOutOfMemoryError", "-jar", "rsp-routes.jar"]
