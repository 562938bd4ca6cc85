"""Where things are, as CMake says through the environment."""
import os
import pathlib

SOURCE = pathlib.Path(__file__).resolve().parents[3]
BINARY = pathlib.Path(os.environ.get("INTEGRATION_BINARY", SOURCE / "build/asan/cablestream"))
CRASHING = pathlib.Path(os.environ.get("INTEGRATION_CRASHING",
                                       BINARY.parent / "cablestream_crashing"))
CHANGED = pathlib.Path(os.environ.get("INTEGRATION_CHANGED", BINARY.parent / "cablestream_changed"))
SPOIL = pathlib.Path(os.environ.get("INTEGRATION_SPOIL", BINARY.parent / "cablestream_spoil"))
GENERATE = SOURCE / "examples/generate"
PROMTOOL = SOURCE / "deploy/prometheus/promtool"
LOCAL_KAFKA = SOURCE / "deploy/kafka/local-kafka"
