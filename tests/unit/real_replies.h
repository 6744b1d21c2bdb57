// What real UPSes answered (tests/data/real_replies.jsonl), one family at a time.
#pragma once

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/decode.h"

namespace upsmd::testing {

inline std::vector<nlohmann::json> real_replies_of(std::string_view family) {
    std::ifstream file(UPSMD_TEST_DATA "/real_replies.jsonl");
    std::vector<nlohmann::json> rows;
    for (std::string line; std::getline(file, line);) {
        if (line.empty()) continue;
        nlohmann::json row = nlohmann::json::parse(line);
        if (row["family"] == family) rows.push_back(row);
    }
    return rows;
}

// The bytes of a row's reply: \r, \n, \\ and \xNN are escapes.
inline std::vector<std::uint8_t> reply_bytes(const nlohmann::json& row) {
    const std::string text = row["reply"];
    std::vector<std::uint8_t> bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\\') {
            bytes.push_back(static_cast<std::uint8_t>(text[i]));
        } else if (text.at(++i) == 'x') {
            bytes.push_back(static_cast<std::uint8_t>(std::stoi(text.substr(i + 1, 2), nullptr, 16)));
            i += 2;
        } else {
            bytes.push_back(static_cast<std::uint8_t>(text[i] == 'r' ? '\r' : text[i] == 'n' ? '\n' : text[i]));
        }
    }
    return bytes;
}

}  // namespace upsmd::testing
