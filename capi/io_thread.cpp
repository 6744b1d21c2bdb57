#include "capi/io_thread.h"

#include "capi/quiet_thread.h"
#include "platform/clock.h"
#include "platform/log.h"

namespace upsmd::capi {

IoThread::IoThread(RunnerListener& listener)
    : work_(boost::asio::make_work_guard(io_)),
      opener_(make_port_opener(io_)),
      runner_(io_, *opener_, system_clock(), listener, null_log()),
      thread_(start_quiet_thread([this] { run(); })) {}

IoThread::~IoThread() {
    io_.stop();
    thread_.join();
}

void IoThread::run() {
    for (;;) {
        try {
            io_.run();
            return;
        } catch (...) {
            // Out of memory, at the worst: what was being done is lost, the UPSes are watched on.
        }
    }
}

}  // namespace upsmd::capi
