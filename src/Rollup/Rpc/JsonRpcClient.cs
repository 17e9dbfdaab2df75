using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Zkfp.Rollup.Rpc;

/// <summary>How a client waits and tries again.</summary>
public sealed record RpcOptions
{
    /// <summary>Longest time for one try, the answer's body included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Tries in all; at least 1.</summary>
    public int Tries { get; init; } = 4;

    /// <summary>Wait before the second try; doubles with each further one.</summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>An answer longer than this is refused.</summary>
    public long MaxResponseBytes { get; init; } = 1L << 30;
}

/// <summary>
/// JSON-RPC 2.0 over HTTP. Tries again when the connection fails, a try takes too long, or the server says it is busy (408, 429,
/// 502, 503, 504); never after an answer that is an error of the call itself.
/// </summary>
public sealed class JsonRpcClient : IDisposable
{
    private readonly HttpClient _http;
    private readonly Uri _url;
    private readonly RpcOptions _options;
    private long _id;

    /// <summary>Talks to the node at <paramref name="url"/>.</summary>
    /// <param name="url">http or https.</param>
    /// <param name="options">Time limits and tries.</param>
    /// <param name="handler">For tests and proxies; owned by the client.</param>
    /// <exception cref="ArgumentException">Not an absolute http(s) URL.</exception>
    public JsonRpcClient(string url, RpcOptions? options = null, HttpMessageHandler? handler = null)
    {
        if (!IsUrl(url)) throw new ArgumentException($"'{url}' is not an http or https URL", nameof(url));
        _url = new Uri(url);
        _options = options ?? new RpcOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.Tries, 1, nameof(options));
        _http = new HttpClient(handler ?? new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.All })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Whether this is an absolute http or https URL.</summary>
    public static bool IsUrl(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed) && (parsed.Scheme == Uri.UriSchemeHttp || parsed.Scheme == Uri.UriSchemeHttps);

    /// <summary>Calls a method and returns the result, which is never null.</summary>
    /// <exception cref="RpcException">The node cannot be reached, answers with an error, or with null.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<JsonElement> CallAsync(string method, JsonNode?[] parameters, CancellationToken cancellation = default) =>
        await CallOrNullAsync(method, parameters, cancellation).ConfigureAwait(false)
            ?? throw new RpcException($"{method} at {Where}: the node has no such data");

    /// <summary>Calls a method for which null is an answer.</summary>
    /// <exception cref="RpcException">The node cannot be reached, or answers with an error.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<JsonElement?> CallOrNullAsync(string method, JsonNode?[] parameters, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(method);
        byte[] body = Body(Interlocked.Increment(ref _id), method, parameters);
        TimeSpan wait = _options.Backoff;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync(method, body, cancellation).ConfigureAwait(false);
            }
            catch (TransientException e)
            {
                if (attempt == _options.Tries)
                    throw new RpcException($"{method} at {Where}: {e.Message} ({attempt} {(attempt == 1 ? "try" : "tries")})", null, e.InnerException);
            }

            await Task.Delay(wait, cancellation).ConfigureAwait(false);
            wait *= 2;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    // Written out: a node of a list belongs to that list, and a caller may give it again.
    private static byte[] Body(long id, string method, JsonNode?[] parameters)
    {
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteString("jsonrpc", "2.0");
            writer.WriteNumber("id", id);
            writer.WriteString("method", method);
            writer.WriteStartArray("params");
            foreach (JsonNode? parameter in parameters)
            {
                if (parameter is null) writer.WriteNullValue();
                else parameter.WriteTo(writer);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return body.ToArray();
    }

    // Without user info and query, where keys are.
    private string Where => _url.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped);

    private async Task<JsonElement?> TryAsync(string method, byte[] body, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(_options.Timeout);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using HttpResponseMessage response =
                await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            if (response.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway
                or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout)
                throw new TransientException($"the server answers {(int)response.StatusCode} {response.ReasonPhrase}");
            using Stream content = await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
            using var limited = new LimitedStream(content, _options.MaxResponseBytes);
            using JsonDocument json = await ParseAsync(response, limited, method, limit.Token).ConfigureAwait(false);
            return Result(json, method);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new TransientException($"no answer within {_options.Timeout.TotalSeconds:0.###} s", e);
        }
        catch (HttpRequestException e)
        {
            throw new TransientException($"the connection failed: {e.Message}", e);
        }
        catch (ResponseTooLongException)
        {
            throw new RpcException($"{method} at {Where}: the answer is longer than {_options.MaxResponseBytes} bytes");
        }
        catch (IOException e)
        {
            throw new TransientException($"the connection broke: {e.Message}", e);
        }
    }

    private async Task<JsonDocument> ParseAsync(HttpResponseMessage response, Stream content, string method, CancellationToken cancellation)
    {
        try
        {
            return await JsonDocument.ParseAsync(content, default, cancellation).ConfigureAwait(false);
        }
        catch (JsonException e)
        {
            throw new RpcException(
                response.IsSuccessStatusCode
                    ? $"{method} at {Where}: the answer is not JSON: {e.Message}"
                    : $"{method} at {Where}: the server answers {(int)response.StatusCode} {response.ReasonPhrase}",
                null,
                e);
        }
    }

    private JsonElement? Result(JsonDocument json, string method)
    {
        JsonElement root = json.RootElement;
        if (root.ValueKind != JsonValueKind.Object) throw new RpcException($"{method} at {Where}: the answer is no JSON object");
        if (root.TryGetProperty("error", out JsonElement error) && error.ValueKind == JsonValueKind.Object)
        {
            int? code = error.TryGetProperty("code", out JsonElement c) && c.TryGetInt32(out int number) ? number : null;
            string message = error.TryGetProperty("message", out JsonElement m) && m.ValueKind == JsonValueKind.String ? m.GetString()! : error.ToString();
            string hint = code == -32601 ? "; the node does not offer this method" : "";
            string? data = error.TryGetProperty("data", out JsonElement d) && d.ValueKind == JsonValueKind.String ? d.GetString() : null;
            throw new RpcException($"{method} at {Where}: error {code}: {message}{hint}", code) { ErrorData = data };
        }

        if (!root.TryGetProperty("result", out JsonElement result)) throw new RpcException($"{method} at {Where}: the answer has neither result nor error");
        return result.ValueKind == JsonValueKind.Null ? null : result.Clone();
    }

    private sealed class TransientException(string message, Exception? inner = null) : Exception(message, inner);

    private sealed class ResponseTooLongException : IOException;

    // Reads at most so many bytes.
    private sealed class LimitedStream(Stream inner, long left) : Stream
    {
        private long _left = left;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Count(inner.Read(buffer, offset, count));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Count(await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private int Count(int n) => (_left -= n) >= 0 ? n : throw new ResponseTooLongException();
    }
}
