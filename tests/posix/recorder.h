// What a service does to its system, written down.
#pragma once

#include <string>
#include <vector>

#include "platform/service_actions.h"

namespace upsmd::test {

struct Recorder final : ServiceActions {
    void record(ServiceEvent event, const std::vector<std::string>& inserts) override {
        done.push_back(service_event_text(event, inserts));
    }
    void tell_users(const std::string& text, std::chrono::seconds, ActionDone answer) override {
        done.push_back("tell: " + text);
        answer({});
    }
    void run_task(const std::string& task, const std::string&, ActionDone answer) override {
        done.push_back("task: " + task);
        answer({});
    }
    void shut_down(const std::string& reason, const std::string&, ActionDone answer) override {
        done.push_back("shut down: " + reason);
        answer({});
    }
    void ask_hibernate(ActionDone answer) override { answer(Error{ErrorCode::unsupported, "no", 0}); }
    void hibernate(ActionDone answer) override { answer(Error{ErrorCode::unsupported, "no", 0}); }

    bool has(const std::string& begin) const {
        for (const std::string& what : done)
            if (what.starts_with(begin)) return true;
        return false;
    }
    std::vector<std::string> done;
};

}  // namespace upsmd::test
