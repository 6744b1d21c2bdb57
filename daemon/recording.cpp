#include "daemon/recording.h"

#include <chrono>

namespace upsmd::daemon {

Recording::Recording(const Config& config, Log& log) : log_(log) {
    if (config.history) {
        history_ = std::make_shared<HistoryWriter>(*config.history, log);
        history_->start();
    }
    if (config.metrics)
        server_ = std::make_unique<MetricsServer>(*config.metrics, [this] { return metrics_text(metrics_.snapshot()); }, log);
}

void Recording::attach(Daemon& daemon) {
    if (history_) daemon.add_observer(history_->recorder());
    if (server_) daemon.add_observer(metrics_);
}

void Recording::finish() {
    server_.reset();
    if (history_ && !history_->finish(std::chrono::seconds(3)))
        log_.write(LogLevel::warning, "history: the disk does not answer; the last values are not written");
    history_.reset();
}

}  // namespace upsmd::daemon
