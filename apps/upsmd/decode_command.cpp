#include "apps/upsmd/decode_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "apps/upsmd/binary_stdin.h"
#include "apps/upsmd/complain.h"
#include "apps/upsmd/json_value.h"
#include "core/catalog.h"

namespace upsmd {
namespace {

// No reply is nearly as long; what follows would be somebody's file.
constexpr std::size_t kMaxReply = 1U << 20U;

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// \r \n \t \\ \xHH; nothing for any other escape.
std::optional<std::string> unescape(const std::string& text) {
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            bytes += text[i];
            continue;
        }
        if (++i == text.size()) return std::nullopt;
        switch (text[i]) {
            case 'r': bytes += '\r'; break;
            case 'n': bytes += '\n'; break;
            case 't': bytes += '\t'; break;
            case '\\': bytes += '\\'; break;
            case 'x': {
                if (i + 2 >= text.size()) return std::nullopt;
                const int high = hex_digit(text[i + 1]);
                const int low = hex_digit(text[i + 2]);
                if (high < 0 || low < 0) return std::nullopt;
                bytes += static_cast<char>(high * 16 + low);
                i += 2;
                break;
            }
            default: return std::nullopt;
        }
    }
    return bytes;
}

std::string bare_command(std::string bytes) {
    while (!bytes.empty() && (bytes.back() == '\r' || bytes.back() == '\n')) bytes.pop_back();
    return bytes;
}

// By name, or by the bytes that are sent, with or without the line end.
const Query* find_command(const Protocol& protocol, const std::string& typed, const std::string& bytes) {
    if (const Query* const query = find_query(protocol, typed)) return query;
    const std::string bare = bare_command(bytes);
    if (const Query* const query = find_query(protocol, bare)) return query;
    for (const Query& query : protocol.queries)
        if (!query.send.empty() && (query.send == bytes || query.send == bare + '\r')) return &query;
    return nullptr;
}

std::string names_of(const Protocol& protocol) {
    std::string names;
    for (const Query& query : protocol.queries) {
        names += names.empty() ? "" : " ";
        for (const char c : query.name)
            names += c > ' ' && c <= '~' ? std::string(1, c) : fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    }
    return names.empty() ? "none" : names;
}

std::vector<std::uint8_t> read_reply() {
    make_stdin_binary();
    std::vector<std::uint8_t> bytes(kMaxReply);
    bytes.resize(std::fread(bytes.data(), 1, bytes.size(), stdin));
    return bytes;
}

int run(const std::string& protocol_name, const std::string& command) {
    const Protocol* const protocol = protocol_by_name(protocol_name);
    if (protocol == nullptr) {
        std::string known;
        for (const Protocol* each : protocol_catalog()) known += (known.empty() ? "" : ", ") + std::string(each->name);
        return complain(fmt::format("protocol {}: not known; known: {}", protocol_name, known));
    }
    const auto bytes = unescape(command);
    if (!bytes) return complain(fmt::format("command {}: not an escape that is known: \\r \\n \\t \\\\ \\xHH", command));
    const Query* const query = find_command(*protocol, command, *bytes);
    if (query == nullptr && protocol->decode_answer == nullptr)
        return complain(fmt::format("command {}: {} has none; known: {}", command, protocol_name, names_of(*protocol)));

    Decoded decoded;
    const std::vector<std::uint8_t> reply = read_reply();
    const Verdict verdict = query != nullptr ? decode_raw(*protocol, *query, reply, decoded)
                                             : decode_raw_answer(*protocol, bare_command(*bytes), reply);
    if (query == nullptr && verdict == Verdict::rejected)
        complain(fmt::format("command {}: {} decodes no data of it; known: {}", command, protocol_name, names_of(*protocol)));
    auto values = nlohmann::ordered_json::object();
    if (verdict == Verdict::ok) {
        for (const Decoded::Assignment& row : decoded.values())
            if (row.value.present()) values[std::string(variable_name(row.variable))] = to_json(row.value);
        if (decoded.status) values["ups.status"] = decoded.status->to_string();
    }
    const std::string line = one_line({{"verdict", verdict_name(verdict)}, {"values", values}});
    std::fprintf(stdout, "%s\n", line.c_str());
    return verdict == Verdict::rejected ? 1 : 0;
}

struct Arguments {
    std::string protocol;
    std::string command;
};

}  // namespace

void add_decode_command(CLI::App& app, int& exit_code) {
    CLI::App* const command = app.add_subcommand("decode", "Decode one raw reply from standard input");
    const auto arguments = std::make_shared<Arguments>();
    command->add_option("PROTOCOL", arguments->protocol, "As --protocol of the other commands")->required();
    command->add_option("COMMAND", arguments->command, "What was asked, such as Q1; \\r and \\xHH are understood")
        ->required();
    command->callback([arguments, &exit_code] { exit_code = run(arguments->protocol, arguments->command); });
}

}  // namespace upsmd
