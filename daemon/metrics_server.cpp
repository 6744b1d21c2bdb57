#include "daemon/metrics_server.h"

#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <exception>
#include <utility>

namespace upsmd::daemon {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;

constexpr std::chrono::seconds kConnectionLimit{10};
constexpr std::chrono::seconds kRetry{10};
constexpr std::uint32_t kHeaderLimit = 8192;
constexpr std::uint64_t kBodyLimit = 1024;
constexpr int kMostConnections = 16;

using Text = std::function<std::string()>;
using Request = http::request<http::string_body>;
using Response = http::response<http::string_body>;

Response answer(const Request& request, const Text& text) {
    Response response{http::status::ok, request.version()};
    response.set(http::field::content_type, "text/plain; charset=utf-8");
    const std::string_view target(request.target().data(), request.target().size());
    const std::string_view path = target.substr(0, target.find('?'));
    if (request.method() != http::verb::get && request.method() != http::verb::head) {
        response.result(http::status::method_not_allowed);
        response.set(http::field::allow, "GET, HEAD");
        response.body() = "GET or HEAD\n";
    } else if (path == "/metrics") {
        response.set(http::field::content_type, "text/plain; version=0.0.4; charset=utf-8");
        response.body() = text();
    } else if (path == "/") {
        response.body() = "upsmdd: see /metrics\n";
    } else {
        response.result(http::status::not_found);
        response.body() = "only /metrics is here\n";
    }
    response.keep_alive(false);
    response.prepare_payload();
    if (request.method() == http::verb::head) response.body().clear();  // its length stays
    return response;
}

// Lives as long as a handler holds it.
class Connection : public std::enable_shared_from_this<Connection> {
  public:
    Connection(tcp::socket socket, const Text& text, std::shared_ptr<int> count)
        : stream_(std::move(socket)), text_(text), count_(std::move(count)) {
        ++*count_;
        parser_.header_limit(kHeaderLimit);
        parser_.body_limit(kBodyLimit);
    }
    ~Connection() { --*count_; }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void start() {
        stream_.expires_after(kConnectionLimit);
        http::async_read(stream_, buffer_, parser_, [self = shared_from_this()](const beast::error_code& error, std::size_t) {
            if (!error) self->write();
        });
    }

  private:
    void write() {
        response_ = answer(parser_.get(), text_);
        http::async_write(stream_, response_, [self = shared_from_this()](const beast::error_code&, std::size_t) {
            beast::error_code ignored;
            self->stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
        });
    }

    beast::tcp_stream stream_;
    const Text& text_;
    std::shared_ptr<int> count_;
    beast::flat_buffer buffer_{kHeaderLimit + kBodyLimit};
    http::request_parser<http::string_body> parser_;
    Response response_;
};

}  // namespace

// On the server's thread, but for construction and stop.
class MetricsServer::Listener {
  public:
    Listener(MetricsConfig config, Text text, Log& log) : config_(std::move(config)), text_(std::move(text)), log_(log) {
        listen();  // before the thread: whoever started the program may ask at once
    }

    void run() {
        while (!io_.stopped()) {
            try {
                io_.run();
            } catch (const std::exception& error) {  // out of memory: this answer is lost, the next may not be
                log_.write(LogLevel::error, std::string("metrics: ") + error.what());
            }
        }
    }

    void stop() { io_.stop(); }

  private:
    void listen() {
        const tcp::endpoint endpoint(asio::ip::make_address(config_.address), config_.port);
        beast::error_code error;
        acceptor_.open(endpoint.protocol(), error);
        if (!error) acceptor_.set_option(asio::socket_base::reuse_address(true), error);
        if (!error) acceptor_.bind(endpoint, error);
        if (!error) acceptor_.listen(kMostConnections, error);
        if (!error) {
            log_.write(LogLevel::info, fmt::format("metrics: http://{}:{}/metrics", host(endpoint), config_.port));
            told_ = false;
            return accept();
        }
        if (!std::exchange(told_, true))
            log_.write(LogLevel::error, fmt::format("metrics: {}:{}: {}; tried again every {} s", host(endpoint),
                                                    config_.port, error.message(), kRetry.count()));
        beast::error_code ignored;
        acceptor_.close(ignored);
        later([this] { listen(); });
    }

    void accept() {
        acceptor_.async_accept([this](const beast::error_code& error, tcp::socket socket) {
            // No descriptors left, or the like: not at once again.
            if (error) return later([this] { accept(); });
            accept();
            if (*connections_ < kMostConnections)
                std::make_shared<Connection>(std::move(socket), text_, connections_)->start();
        });
    }

    template <typename Next>
    void later(Next next) {
        timer_.expires_after(kRetry);
        timer_.async_wait([next](const beast::error_code& error) {
            if (!error) next();
        });
    }

    static std::string host(const tcp::endpoint& endpoint) {
        const std::string text = endpoint.address().to_string();
        return endpoint.address().is_v6() ? "[" + text + "]" : text;
    }

    const MetricsConfig config_;
    const Text text_;
    Log& log_;
    // A connection that lies in the queue when the io_context is destroyed still needs these two.
    std::shared_ptr<int> connections_ = std::make_shared<int>(0);
    asio::io_context io_{1};
    tcp::acceptor acceptor_{io_};
    asio::steady_timer timer_{io_};
    bool told_ = false;
};

MetricsServer::MetricsServer(MetricsConfig config, std::function<std::string()> text, Log& log)
    : listener_(std::make_unique<Listener>(std::move(config), std::move(text), log)),
      thread_([listener = listener_.get()] { listener->run(); }) {}

MetricsServer::~MetricsServer() {
    listener_->stop();
    thread_.join();
}

}  // namespace upsmd::daemon
