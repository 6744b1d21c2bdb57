// What the two backends of ChildProcess share: lines over two streams of Asio's, and the one end.
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "platform/child_process.h"

namespace upsmd {

// Kept alive by its handlers: one that comes after the end finds it.
template <typename Stream>
class ChildTalk final : public std::enable_shared_from_this<ChildTalk<Stream>> {
  public:
    // `collect` makes sure that the process has ended, and says how. Called once.
    ChildTalk(Stream input, Stream output, ChildListener& listener, std::function<std::string()> collect)
        : input_(std::move(input)), output_(std::move(output)), listener_(&listener), collect_(std::move(collect)) {}

    void read() {
        boost::asio::async_read_until(
            output_, boost::asio::dynamic_buffer(heard_, ChildProcess::kLongestLine + 2), '\n',
            [self = this->shared_from_this()](const boost::system::error_code& error, std::size_t size) {
                self->on_read(error, size);
            });
    }

    void send(std::string_view line) {
        waiting_ += line;
        waiting_ += '\n';
        if (writing_.empty()) write();
    }

    // Nothing is told any more, and the process is gone.
    void leave() {
        listener_ = nullptr;
        boost::system::error_code ignored;
        input_.close(ignored);
        output_.close(ignored);
        end();
    }

  private:
    void on_read(const boost::system::error_code& error, std::size_t size) {
        if (listener_ == nullptr) return;
        if (error) return tell_end(error == boost::asio::error::not_found);
        std::string line = heard_.substr(0, size - 1);
        heard_.erase(0, size);
        if (!line.empty() && line.back() == '\r') line.pop_back();
        if (line.size() > ChildProcess::kLongestLine) return tell_end(true);
        listener_->on_child_line(line);
        if (listener_ != nullptr) read();
    }

    void tell_end(bool line_too_long) {
        const std::string how = end();
        ChildListener* const listener = std::exchange(listener_, nullptr);
        listener->on_child_end(line_too_long ? "a line that is too long" : how);
    }

    std::string end() {
        const auto collect = std::exchange(collect_, nullptr);
        return collect ? collect() : std::string();
    }

    void write() {
        writing_ = std::exchange(waiting_, {});
        boost::asio::async_write(input_, boost::asio::buffer(writing_),
                                 [self = this->shared_from_this()](const boost::system::error_code& error, std::size_t) {
                                     self->writing_.clear();
                                     if (!error && !self->waiting_.empty()) self->write();
                                 });
    }

    Stream input_;
    Stream output_;
    ChildListener* listener_;
    std::function<std::string()> collect_;
    std::string heard_;
    std::string writing_;
    std::string waiting_;
};

// What start_child gives out.
template <typename Stream>
class TalkingChild final : public ChildProcess {
  public:
    explicit TalkingChild(std::shared_ptr<ChildTalk<Stream>> talk) : talk_(std::move(talk)) { talk_->read(); }
    ~TalkingChild() override { talk_->leave(); }
    TalkingChild(const TalkingChild&) = delete;
    TalkingChild& operator=(const TalkingChild&) = delete;
    void send(std::string_view line) override { talk_->send(line); }

  private:
    std::shared_ptr<ChildTalk<Stream>> talk_;
};

}  // namespace upsmd
