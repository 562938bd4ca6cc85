import cable.v1.CableOuterClass.Cable;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Prints message ID, revision and subject of each record, as a member of a consumer group.
 *
 * <p>usage: ReadRecords BROKERS TOPIC GROUP. Needs what pom.xml names, and the record's class: protoc
 * --proto_path=proto --java_out=FOLDER cable/v1/cable.proto
 */
public final class ReadRecords {

  public static void main(String[] args) throws Exception {
    if (args.length != 3) {
      System.err.println("usage: ReadRecords BROKERS TOPIC GROUP");
      System.exit(2);
    }
    Properties settings = new Properties();
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, args[0]);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, args[2]);
    // The default is read_uncommitted, which shows records of aborted transactions too.
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    var consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    Thread reader = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      consumer.wakeup();
      try {
        reader.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }));
    try (consumer) {
      consumer.subscribe(List.of(args[1]));
      while (true) {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          if (record.value() != null) print(parse(record.value()));
        }
        // Once they are handled. What is handled twice after a crash has the same ID and revision.
        consumer.commitSync();
      }
    } catch (WakeupException stopped) {
      // SIGTERM, or SIGINT
    }
  }

  // Behind the frame that records.format: confluent puts before it.
  private static Cable parse(byte[] value) throws InvalidProtocolBufferException {
    int frame = value.length > 0 && value[0] == 0 ? 6 : 0;
    return Cable.parser().parseFrom(value, frame, value.length - frame);
  }

  private static void print(Cable cable) {
    System.out.println(
        cable.getMessageId() + "\t" + cable.getRevision() + "\t" + cable.getSubject());
  }
}
