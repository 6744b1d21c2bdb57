// A child for the tests of child processes: does what its first argument says.
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>

namespace {

// Until the input ends, or says so: "exit N".
int echo() {
    for (std::string line; std::getline(std::cin, line);) {
        if (!line.empty() && line.back() == '\r') line.pop_back();
        if (line.rfind("exit ", 0) == 0) return std::atoi(line.c_str() + 5);
        std::cout << "heard " << line << std::endl;
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    const std::string what = argc > 1 ? argv[1] : "";
    const int number = argc > 2 ? std::atoi(argv[2]) : 0;
    if (what == "echo") return echo();
    if (what == "arguments") {
        for (int i = 2; i < argc; ++i) std::cout << argv[i] << std::endl;
        return 0;
    }
    if (what == "lines") {
        for (int i = 0; i < number; ++i) std::cout << "line " << i << '\n';
        return 0;
    }
    if (what == "long") {
        std::cout << std::string(static_cast<std::size_t>(number), 'x') << std::endl;
        return echo();
    }
    if (what == "crash") {
        volatile int* nowhere = nullptr;
        *nowhere = number;
    }
    return 99;
}
