#!/bin/sh
# Runs a single-node Apache Kafka (KRaft) in the foreground, for development and tests.
#
#   infra/kafka/run.sh FOLDER PORT CONTROLLER_PORT [PROPERTIES [FORMAT_OPTION…]]
#
# FOLDER holds its data; an existing one is continued. It listens on 127.0.0.1 only. PROPERTIES is a
# file of the broker's settings that override those below (listeners with TLS and SASL, say), and
# FORMAT_OPTIONs are handed to `kafka-storage format` when FOLDER is new (--add-scram …). The jars
# come from Maven by pom.xml, once, into var/kafka-jars (KAFKA_JARS=… names another place). As root
# on Debian a missing Java 17 or Maven is installed; elsewhere it says what to install.
set -eu

folder=${1:?folder} port=${2:?port} controller=${3:?controller port} properties=${4:-/dev/null}
if [ $# -gt 4 ]; then shift 4; else set --; fi
here=$(cd "$(dirname "$0")" && pwd)
jars=${KAFKA_JARS:-$here/../../var/kafka-jars}

need() {
    if command -v "$1" >/dev/null 2>&1; then return; fi
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        apt-get update -q >&2
        DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$2" >&2
    else
        echo "kafka: install $2" >&2
        exit 1
    fi
}

# run_java FLAG… MAIN ARGUMENT…: quick to start, which is what a broker of a test mostly does. A
# cache of loaded classes that does not fit (another Java, moved jars) is left unused by Java itself.
run_java() {
    exec java -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -Xlog:disable \
        -cp "$classes" "$@"
}

# settings DATA CONTROLLER LISTENER
settings() {
    cat <<P
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$2
listeners=PLAINTEXT://127.0.0.1:$3,CONTROLLER://127.0.0.1:$2
advertised.listeners=PLAINTEXT://127.0.0.1:$3
inter.broker.listener.name=PLAINTEXT
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs=$1
auto.create.topics.enable=false
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
# Killed and started again, a node waits until its former self counts as gone.
broker.session.timeout.ms=2000
broker.heartbeat.interval.ms=400
# One node has no replica to rely on: a record is on disk before it is acknowledged.
log.flush.interval.messages=1
P
}

# format PROPERTIES OPTION…: what a cluster's id is matters to nobody here.
format() {
    at=$1
    shift
    id=$(head -c 16 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=')
    # An id may begin with a dash.
    (run_java -XX:SharedArchiveFile="$jars/classes.jsa" kafka.tools.StorageTool format \
        --cluster-id="$id" -c "$at" "$@") >&2
}

# remember_classes: one run on a port that nobody waits for, whose loaded classes are kept: every
# later start takes a third of the time. Without it all works the same, only slower.
remember_classes() {
    try=$folder/classes
    mkdir -p "$try/logs"
    settings "$try/data" "$controller" 0 | sed '/^advertised/d' >"$try/server.properties"
    format "$try/server.properties"
    (run_java -XX:ArchiveClassesAtExit="$try/classes.jsa" -Dlog4j2.level=INFO \
        -Dkafka.logs.dir="$try/logs" kafka.Kafka "$try/server.properties" >"$try/out" 2>&1) &
    until grep -q "Kafka Server started" "$try/out" 2>/dev/null; do
        kill -0 $! || break
        sleep 0.1
    done
    kill $! 2>/dev/null || :
    wait $! || :
    mv "$try/classes.jsa" "$jars/classes.jsa" || return
    rm -rf "$try"
}

need java openjdk-17-jre-headless
mkdir -p "$(dirname "$jars")" "$folder/logs"
folder=$(cd "$folder" && pwd)
# Two starts at once take turns; the second finds the jars.
exec 9>"$jars.lock"
flock 9
if [ ! -f "$jars/complete" ] || ! cmp -s "$here/pom.xml" "$jars/complete"; then
    need mvn maven
    rm -rf "$jars"
    mvn -q -B -f "$here/pom.xml" \
        org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies \
        -DoutputDirectory="$jars" -DincludeScope=runtime >&2
    cp "$here/pom.xml" "$jars/complete"
fi
jars=$(cd "$jars" && pwd)
classes=$(printf '%s:' "$jars"/*.jar)
if [ ! -f "$jars/classes.jsa" ]; then
    remember_classes 9>&- || echo "kafka: starts without remembered classes" >&2
fi
exec 9>&-

settings "$folder/data" "$controller" "$port" | cat - "$properties" >"$folder/server.properties"
# A folder that was formatted keeps what it is.
if [ ! -f "$folder/data/meta.properties" ]; then
    format "$folder/server.properties" "$@"
fi
run_java -XX:SharedArchiveFile="$jars/classes.jsa" -Dkafka.logs.dir="$folder/logs" \
    kafka.Kafka "$folder/server.properties"
