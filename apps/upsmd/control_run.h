// A control carried out on one UPS, with what comes of it said on the terminal.
#pragma once

#include <string>

#include "apps/upsmd/port_choice.h"
#include "core/control.h"

namespace upsmd {

// Waits until the UPS has told everything about itself, asks for the control, prints "LABEL: sent" and "LABEL: accepted"
// as they happen. Complaints begin with `name`. Returns the exit code: 0 accepted; 1 refused (the line says why) or an
// error; 2 when the UPS does not answer within 8 s (`auto`: 20 s), or nobody knows whether it has taken the request.
int run_control(const PortChoice& choice, const ControlRequest& request, const std::string& name, const std::string& label);

}  // namespace upsmd
