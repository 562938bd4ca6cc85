// A Kafka Streams application that does nothing but drop keys it has seen, exactly once.
//
//   java -cp ... Dedup.java BROKERS STATE_DIR [CONSUMER_PROPERTY=VALUE]...
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

public final class Dedup {
  private static final class DropSeen extends ContextualProcessor<String, byte[], String, byte[]> {
    @Override
    public void process(Record<String, byte[]> message) {
      KeyValueStore<String, byte[]> seen = context().getStateStore("seen");
      if (message.key() == null || seen.putIfAbsent(message.key(), new byte[0]) != null) return;
      context().forward(message);
    }
  }

  public static void main(String[] arguments) {
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "dedup");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, arguments[0]);
    properties.put(StreamsConfig.STATE_DIR_CONFIG, arguments[1]);
    properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    properties.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
    for (int i = 2; i < arguments.length; ++i) {
      String[] property = arguments[i].split("=", 2);
      properties.put(StreamsConfig.mainConsumerPrefix(property[0]), property[1]);
    }

    StreamsBuilder builder = new StreamsBuilder();
    builder.addStateStore(Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore("seen"),
        Serdes.String(), Serdes.ByteArray()));
    builder.stream("cables.raw", Consumed.with(Serdes.String(), Serdes.ByteArray()))
        .process(DropSeen::new, "seen")
        .to("cables.records", Produced.with(Serdes.String(), Serdes.ByteArray()));
    KafkaStreams streams = new KafkaStreams(builder.build(), properties);
    Runtime.getRuntime().addShutdownHook(new Thread(streams::close));
    streams.start();
  }
}
