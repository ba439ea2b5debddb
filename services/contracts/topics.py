"""Every topic: what keys it, how many partitions, how long it is kept, what it is for.

The one declaration: the bus makes and checks its topics from it, and the published document
(docs/asyncapi.yaml) is written from it. A topic's partition count is fixed for life: growing it
would move keys and break order.
"""

from dataclasses import dataclass
from datetime import timedelta

from .event import Event

#: Where records that a service could not take are put for people and other systems to see.
DEAD_LETTERS = "lingpao.dead-letters"
#: Where each service tells of the signed checkpoints of its log.
CHECKPOINTS = "lingpao.checkpoints"

_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True)
class Topic:
    """A topic of the bus.

    ``retention`` None keeps records for ever. ``compacted`` keeps the last value of each key,
    after at least ``compaction_lag``, so that a subscriber who was away less long has seen every
    value; the rest keep all. ``zh`` and ``en`` say what the topic is for.
    """

    name: str
    key: str
    partitions: int = 12
    compacted: bool = False
    retention: timedelta | None = None
    compaction_lag: timedelta = timedelta(days=1)
    zh: str = ""
    en: str = ""

    @property
    def config(self) -> dict[str, str]:
        """The topic's settings as Kafka names and writes them."""
        kept = -1 if self.retention is None else self.retention // _MILLISECOND
        found = {
            "cleanup.policy": "compact" if self.compacted else "delete",
            "retention.ms": str(kept),
            "retention.bytes": "-1",
        }
        if self.compacted:
            found["min.compaction.lag.ms"] = str(self.compaction_lag // _MILLISECOND)
        return found

    def carries(self, event: type[Event]) -> bool:
        """Tell whether the messages of an event go to this topic."""
        return self.name in (event.TOPIC, *event.FEEDS)


TOPICS = (
    Topic(
        "lingpao.intake",
        key="enterprise USCC or name of a platform",
        zh="企业、自我声明的标准、申报、证明材料、意愿与平台核对；全部保留。",
        en="Enterprises, their self-declared standards, applications, evidence, consent and what the"
        " standards platform shows; kept whole.",
    ),
    Topic(
        "lingpao.scoring",
        key="enterprise USCC, board id or scheme id",
        zh="评估方案、准入判定、得分、排行榜与领跑者推荐；全部保留。",
        en="Schemes, eligibility, scores, boards and nominated leaders; kept whole.",
    ),
    Topic(
        "lingpao.registry",
        key="enterprise USCC, board id, notice id, season id, year, organisation or account",
        zh="账号、年度活动、公示、异议、发布、称号、撤销与限制；全部保留。",
        en="Accounts, seasons, notices, objections, publication, titles, revocations and bars; kept whole.",
    ),
    Topic(
        "lingpao.revocations",
        key="enterprise USCC",
        zh="面向社会的撤销公开流：每一次撤销与撤销的纠正，永久保留。",
        en="The public feed of revocations and of those found wrong; kept whole, for ever.",
    ),
    Topic(
        "lingpao.bars",
        key="enterprise USCC",
        compacted=True,
        compaction_lag=timedelta(days=7),
        zh="企业现有的三年限制：每次变化后全部重述，每家企业保留最后一条，从不以空值删除；"
        "历次变化见 lingpao.registry。",
        en="The bars an enterprise is under, told whole after each change: its last message is kept, "
        "says all, and is never deleted by an empty one; lingpao.registry has every change.",
    ),
    Topic(
        CHECKPOINTS,
        key="source: the service whose log was signed",
        partitions=1,
        compacted=True,
        compaction_lag=timedelta(days=7),
        zh="各服务日志的签名检查点：不是日志条目；每个来源至少保留最后一个。",
        en="Signed checkpoints of the services' logs; no log entries themselves. The last of each "
        "source is kept.",
    ),
    Topic(
        DEAD_LETTERS,
        key="key of the message set aside",
        zh="服务无法接收而搁置的记录，原样照录并注明何处、何时、何故；永久保留。",
        en="Records that a service could not take, unchanged, with where, when and why; kept for ever.",
    ),
)

#: How many partitions each topic has, by its name.
PARTITIONS = {topic.name: topic.partitions for topic in TOPICS}
