#include "daemon/history_section.h"

#include <fmt/format.h>

#include <boost/asio/ip/address.hpp>

namespace upsmd::daemon {
namespace {

constexpr std::string_view kListen = "listen";

// "127.0.0.1:9000", "[::1]:9000".
std::optional<MetricsConfig> parse_listen(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return std::nullopt;
    std::string_view host = text.substr(0, colon);
    const std::string_view digits = text.substr(colon + 1);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    else if (host.find(':') != std::string_view::npos) return std::nullopt;
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(std::string(host), error);
    if (error || digits.empty() || digits.size() > 5) return std::nullopt;
    unsigned port = 0;
    for (const char digit : digits) {
        if (digit < '0' || digit > '9') return std::nullopt;
        port = port * 10 + static_cast<unsigned>(digit - '0');
    }
    if (port == 0 || port > 65535) return std::nullopt;
    return MetricsConfig{address.to_string(), static_cast<std::uint16_t>(port)};
}

}  // namespace

std::optional<HistoryConfig> read_history_section(const toml::table* toml, const std::string& state_directory,
                                                  std::vector<ConfigProblem>& problems) {
    if (toml == nullptr) return std::nullopt;
    TomlTable table(*toml, "[history]", problems);
    HistoryConfig history;
    history.file = state_directory + "/history.db";
    if (const auto file = table.text("file")) {
        if (file->starts_with('/')) history.file = *file;
        else table.problem("file", fmt::format("\"{}\" has to be a full path", *file));
    }
    if (const auto days = table.number("full_days", 1, 365, "days")) history.limits.full = std::chrono::hours(24 * *days);
    if (const auto days = table.number("keep_days", 1, 3650, "days")) history.limits.keep = std::chrono::hours(24 * *days);
    if (history.limits.keep < history.limits.full)
        table.problem("keep_days", fmt::format("is less than full_days ({})", history.limits.full.count() / 24));
    if (const auto size = table.number("size", 1, 10'000, "MB"))
        history.limits.bytes = static_cast<std::uint64_t>(*size) * 1'000'000;
    if (const auto interval = table.number("write_interval", 1, 3600, "s"))
        history.write_interval = std::chrono::seconds(*interval);
    table.refuse_unknown_keys();
    return history;
}

std::optional<MetricsConfig> read_metrics_section(const toml::table* toml, std::vector<ConfigProblem>& problems) {
    if (toml == nullptr) return std::nullopt;
    TomlTable table(*toml, "[metrics]", problems);
    std::optional<MetricsConfig> metrics;
    const auto listen = table.text(kListen);
    const bool anywhere = table.flag("allow_remote").value_or(false);
    if (!table.has(kListen)) table.problem("listen is missing: listen = \"127.0.0.1:PORT\"");
    if (listen) {
        metrics = parse_listen(*listen);
        if (!metrics)
            table.problem(kListen,
                          fmt::format("\"{}\" is no address with a port, as 127.0.0.1:9000 or [::1]:9000", *listen));
        else if (!anywhere && !boost::asio::ip::make_address(metrics->address).is_loopback())
            table.problem(kListen,
                          fmt::format("{} can be reached by other computers: say allow_remote = true if that is meant",
                                      metrics->address));
    }
    table.refuse_unknown_keys();
    return metrics;
}

}  // namespace upsmd::daemon
