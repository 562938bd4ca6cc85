# Debian packages that cablestream is built, shown and tested with, and how they are installed.
# Sourced by quickstart and check; the one place where they are listed.

readonly build_packages=(
  g++ cmake ninja-build pkg-config protobuf-compiler python3
  libprotobuf-dev libcurl4-openssl-dev librdkafka-dev librocksdb-dev libcli11-dev libyaml-cpp-dev libspdlog-dev
  prometheus-cpp-dev libexpected-dev libxxhash-dev libsystemd-dev
)
# A local Kafka (its jars come through Maven), and the scripts that feed and read it.
readonly kafka_packages=(
  openjdk-17-jre-headless maven python3 python3-confluent-kafka python3-protobuf
)
readonly test_packages=(
  libgtest-dev libgmock-dev libcpp-httplib-dev clang-format-14 clang-tidy-14 clang-14 libclang-rt-14-dev
  patch dpkg-dev file systemd
  chromium chromium-driver python3-selenium openssl
)
readonly bench_packages=(libbenchmark-dev)

# Prints those of the packages named that are not installed, one a line.
missing_packages() {
  local package
  for package in "$@"; do
    dpkg-query --show --showformat='${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^.i' ||
      echo "$package"
  done
}

# Prints the command that makes apt-get work here: nothing for root, sudo for others. Fails where
# there is neither.
elevation() {
  if [[ $(id -u) -eq 0 ]]; then
    return 0
  fi
  command -v sudo
}

# Installs what is missing of the packages named; says what it does, asks nothing.
install_packages() {
  if ! command -v apt-get dpkg-query >/dev/null; then
    echo "This is no Debian: there is no apt-get. Please install the counterparts of" >&2
    echo "  $*" >&2
    return 1
  fi
  local missing elevate
  mapfile -t missing < <(missing_packages "$@")
  if [[ ${#missing[@]} -eq 0 ]]; then
    return 0
  fi
  if ! elevate=$(elevation); then
    echo "Installing packages needs root, and there is no sudo. As root, please run" >&2
    echo "  apt-get install --no-install-recommends ${missing[*]}" >&2
    return 1
  fi
  echo "Installing ${#missing[@]} Debian packages: ${missing[*]}"
  run_apt "$elevate" update &&
    run_apt "$elevate" install --yes --no-install-recommends "${missing[@]}"
}

# run_apt ELEVATE ARGS...: quiet unless it fails.
run_apt() {
  local elevate=$1 log status=0
  shift
  log=$(mktemp)
  $elevate env DEBIAN_FRONTEND=noninteractive apt-get -qq -o Dpkg::Use-Pty=0 "$@" \
    >"$log" 2>&1 </dev/null || status=$?
  if [[ $status -ne 0 ]]; then
    cat "$log" >&2
    echo "apt-get $1 failed" >&2
  fi
  rm -f "$log"
  return "$status"
}
