// upsmd-nut's run, once the command line and ups.conf are read.
#pragma once

#include <boost/asio/io_context.hpp>
#include <vector>

#include "nut/command_line.h"
#include "nut/process.h"
#include "nut/driver.h"
#include "nut/ups_conf.h"

namespace upsmd::nut {

// Each returns the exit code; why it is not 0 has been said on standard error or in the log.

// Serves the sections until SIGTERM or SIGINT, or driver.exit of the last one.
int serve(const CommandLine& line, const UpsConf& conf, const std::vector<Section>& sections);
// -d: writes what one UPS tells.
int dump(const CommandLine& line, const UpsConf& conf, const std::vector<Section>& sections);
// -k: of each section, by the driver that runs, else by itself.
int kill_power(const CommandLine& line, const UpsConf& conf, const std::vector<Section>& sections);
// -c.
int send_command(const CommandLine& line, const UpsConf& conf, const std::vector<Section>& sections);

}  // namespace upsmd::nut
