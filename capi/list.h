// upsmd_list: names with texts.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "capi/upsmd.h"

struct upsmd_list {
    std::vector<std::pair<std::string, std::string>> rows;

    void add(std::string_view name, std::string text = {}) { rows.emplace_back(std::string(name), std::move(text)); }
};
