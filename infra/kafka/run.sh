#!/bin/sh
# Runs a single-node Apache Kafka (KRaft) in the foreground, for development and tests.
#
#   infra/kafka/run.sh FOLDER PORT CONTROLLER_PORT
#
# FOLDER holds its data; an existing one is continued. It listens on 127.0.0.1 only. The jars come
# from Maven by pom.xml, once, into var/kafka-jars (KAFKA_JARS=… names another place). As root on
# Debian a missing Java 17 or Maven is installed; elsewhere it says what to install.
set -eu

folder=${1:?folder} port=${2:?port} controller=${3:?controller port}
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

need java openjdk-17-jre-headless
mkdir -p "$(dirname "$jars")"
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
exec 9>&-

mkdir -p "$folder/logs"
folder=$(cd "$folder" && pwd)
cat >"$folder/server.properties" <<P
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:$controller
listeners=PLAINTEXT://127.0.0.1:$port,CONTROLLER://127.0.0.1:$controller
advertised.listeners=PLAINTEXT://127.0.0.1:$port
inter.broker.listener.name=PLAINTEXT
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs=$folder/data
auto.create.topics.enable=false
offsets.topic.replication.factor=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
# One node has no replica to rely on: a record is on disk before it is acknowledged.
log.flush.interval.messages=1
P
# What a cluster's id was matters to nobody here; a folder that was formatted keeps its own.
if [ ! -f "$folder/data/meta.properties" ]; then
    java -cp "$jars/*" kafka.tools.StorageTool format \
        -t "$(java -cp "$jars/*" kafka.tools.StorageTool random-uuid | tail -n 1)" \
        -c "$folder/server.properties" >&2
fi
exec java -Xmx512m -Dkafka.logs.dir="$folder/logs" -cp "$jars/*" kafka.Kafka \
    "$folder/server.properties"
