// Prints message ID, revision and subject of each record, as a member of a consumer group.
//
// usage: go run . BROKERS TOPIC GROUP PROTOSET
//
// Reads the records by the installed descriptor set (/usr/share/cablestream/cablestream.protoset), so
// that no class has to be generated; one that protoc-gen-go makes of cable.proto does as well.
package main

import (
	"context"
	"fmt"
	"log"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/twmb/franz-go/pkg/kgo"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/dynamicpb"
)

func cableDescriptor(path string) (protoreflect.MessageDescriptor, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var set descriptorpb.FileDescriptorSet
	if err := proto.Unmarshal(data, &set); err != nil {
		return nil, err
	}
	files, err := protodesc.NewFiles(&set)
	if err != nil {
		return nil, err
	}
	found, err := files.FindDescriptorByName("cable.v1.Cable")
	if err != nil {
		return nil, err
	}
	return found.(protoreflect.MessageDescriptor), nil
}

// messageIn returns the message behind the frame that records.format: confluent puts before it.
func messageIn(value []byte) []byte {
	if len(value) >= 6 && value[0] == 0 {
		return value[6:]
	}
	return value
}

func print(record *kgo.Record, descriptor protoreflect.MessageDescriptor) error {
	cable := dynamicpb.NewMessage(descriptor)
	if err := proto.Unmarshal(messageIn(record.Value), cable); err != nil {
		return err
	}
	field := func(name protoreflect.Name) protoreflect.Value {
		return cable.Get(descriptor.Fields().ByName(name))
	}
	_, err := fmt.Printf("%s\t%d\t%s\n", field("message_id").String(), field("revision").Uint(),
		field("subject").String())
	return err
}

func read(ctx context.Context, brokers, topic, group, protoset string) error {
	descriptor, err := cableDescriptor(protoset)
	if err != nil {
		return err
	}
	client, err := kgo.NewClient(
		kgo.SeedBrokers(strings.Split(brokers, ",")...),
		kgo.ConsumeTopics(topic),
		kgo.ConsumerGroup(group),
		kgo.FetchIsolationLevel(kgo.ReadCommitted()), // the default shows aborted records too
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()),
		kgo.DisableAutoCommit(),
	)
	if err != nil {
		return err
	}
	defer client.Close()
	for {
		fetches := client.PollFetches(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if err := fetches.Err(); err != nil {
			return err
		}
		for _, record := range fetches.Records() {
			if record.Value == nil {
				continue
			}
			if err := print(record, descriptor); err != nil {
				return err
			}
		}
		// Once they are handled. What is handled twice after a crash has the same ID and revision.
		if err := client.CommitUncommittedOffsets(context.Background()); err != nil {
			return err
		}
	}
}

func main() {
	if len(os.Args) != 5 {
		log.Fatal("usage: read_records BROKERS TOPIC GROUP PROTOSET")
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := read(ctx, os.Args[1], os.Args[2], os.Args[3], os.Args[4]); err != nil {
		log.Fatal(err)
	}
}
