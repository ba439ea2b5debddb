"""The bus port in Kafka's terms, and the embedded adapter for one machine."""
