// Pipeline's constructor as the tests' own program calls it: linked in front of the real one
// (--wrap), it puts the decorators between the service and the loop.
#include <utility>

#include "decorators.h"
#include "pipeline/pipeline.h"

// The linker's names of the two: the symbol comes from CMake.
#define SYMBOL_OF_REAL __asm__("__real_" CONSTRUCTOR_SYMBOL)
#define SYMBOL_OF_WRAPPER __asm__("__wrap_" CONSTRUCTOR_SYMBOL)

namespace cablestream {

// A constructor is called as a function whose first parameter is the memory of the object.
void RealConstruct(Pipeline* pipeline, PipelineSettings settings, Source& source, Sink& sink,
                   DedupStore& store, LogReader& log, Stats& stats, CrashNotes* crashes,
                   LogTrimmer* trimmer, TransactionWatch* watch) SYMBOL_OF_REAL;
void ConstructWithFailpoints(Pipeline* pipeline, PipelineSettings settings, Source& source,
                             Sink& sink, DedupStore& store, LogReader& log, Stats& stats,
                             CrashNotes* crashes, LogTrimmer* trimmer,
                             TransactionWatch* watch) SYMBOL_OF_WRAPPER;

// The process has one pipeline, so that the decorators may live as long as the process.
void ConstructWithFailpoints(Pipeline* pipeline, PipelineSettings settings, Source& source,
                             Sink& sink, DedupStore& store, LogReader& log, Stats& stats,
                             CrashNotes* crashes, LogTrimmer* trimmer, TransactionWatch* watch) {
  static FailingSource failing_source(source);
  static FailingSink failing_sink(sink);
  static FailingStore failing_store(store);
  static FailingLogReader failing_log(log);
  RealConstruct(pipeline, std::move(settings), failing_source, failing_sink, failing_store,
                failing_log, stats, crashes, trimmer, watch);
}

}  // namespace cablestream
