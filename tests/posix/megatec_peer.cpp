#include "tests/posix/megatec_peer.h"

namespace upsmd::test {

MegatecPeer::~MegatecPeer() { end(); }

void MegatecPeer::serve() {
    heard_ += pty.read();
    for (std::size_t end = heard_.find('\r'); end != std::string::npos; end = heard_.find('\r')) {
        const std::string command = heard_.substr(0, end);
        heard_.erase(0, end + 1);
        if (command == "Q1") {
            if (silent) continue;
            pty.write(low_battery ? "(000.0 140.0 230.0 034 50.0 22.1 35.0 11001000\r"
                      : on_battery ? "(000.0 140.0 230.0 034 50.0 25.1 35.0 10001000\r"
                                   : "(230.0 140.0 230.0 034 50.0 27.4 35.0 00001000\r");
        } else if (command == "F") {
            if (!silent) pty.write("#230.0 004 24.00 50.0\r");
        } else if (command == "I") {
            if (!silent) pty.write("#ACME            MODEL-1    V1.00     \r");
        } else {
            controls += command + '\r';
        }
    }
}

void MegatecPeer::start() {
    ending_ = false;
    thread_ = std::thread([this] {
        constexpr int kLook = 20;  // ms, how soon the end is noticed
        while (!ending_)
            if (pty.readable(kLook)) serve();
    });
}

void MegatecPeer::end() {
    ending_ = true;
    if (thread_.joinable()) thread_.join();
}

}  // namespace upsmd::test
