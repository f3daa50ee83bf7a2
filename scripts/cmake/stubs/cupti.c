// Stands in for libcupti.so.13 where there is no GPU: libtorch_cpu names the library and calls it only to profile one.
// Every call fails with CUPTI_ERROR_UNKNOWN. tests/cli/bundle_test.py compares the names with what libtorch_cpu asks.
#define FAILS(name) \
  int name(void);   \
  int name(void) { return 999; }

FAILS(cuptiActivityDisable)
FAILS(cuptiActivityEnable)
FAILS(cuptiActivityEnableCudaEventDeviceTimestamps)
FAILS(cuptiActivityEnableDriverApi)
FAILS(cuptiActivityEnableRuntimeApi)
FAILS(cuptiActivityFlushAll)
FAILS(cuptiActivityGetNextRecord)
FAILS(cuptiActivityGetNumDroppedRecords)
FAILS(cuptiActivityPopExternalCorrelationId)
FAILS(cuptiActivityPushExternalCorrelationId)
FAILS(cuptiActivityRegisterCallbacks)
FAILS(cuptiActivityRegisterTimestampCallback)
FAILS(cuptiActivitySetAttribute)
FAILS(cuptiEnableCallback)
FAILS(cuptiEnableDomain)
FAILS(cuptiFinalize)
FAILS(cuptiGetVersion)
FAILS(cuptiSubscribe)
FAILS(cuptiUnsubscribe)

int cuptiGetResultString(int result, const char** text);
int cuptiGetResultString(int result, const char** text) {
  (void)result;
  *text = "this mlrun was installed without the GPU libraries";  // Callers print it without a look at the result.
  return 999;
}
