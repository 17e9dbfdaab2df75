using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Zkfp.Rollup.Tests.Rpc;

/// <summary>
/// A real HTTP server on loopback, written on the socket so that it can also misbehave. Answers each request with the bytes that
/// the handler writes, then closes the connection.
/// </summary>
internal sealed class HttpServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Func<JsonElement, Stream, CancellationToken, Task> _answer;
    private int _requests;

    public HttpServer(Func<JsonElement, Stream, CancellationToken, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = Task.Run(AcceptAsync);
    }

    /// <summary>Answers with results or errors, as a node.</summary>
    public HttpServer(Func<string, JsonElement, string> node)
        : this((request, stream, _) => Write(stream, 200, Result(request, node)))
    {
    }

    public int Requests => Volatile.Read(ref _requests);

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>A whole response.</summary>
    public static async Task Write(Stream stream, int status, string body, int? length = null, string headers = "")
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(body);
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {length ?? bytes.Length}\r\n{headers}Connection: close\r\n\r\n"));
        await stream.WriteAsync(bytes);
    }

    public void Dispose()
    {
        _end.Cancel();
        _listener.Stop();
        _end.Dispose();
    }

    private static string Result(JsonElement request, Func<string, JsonElement, string> node)
    {
        string body = node(request.GetProperty("method").GetString()!, request.GetProperty("params"));
        return body.StartsWith("error", StringComparison.Ordinal)
            ? $$$"""{"jsonrpc":"2.0","id":{{{request.GetProperty("id")}}},"error":{"code":{{{body[5..]}}},"message":"no"}}"""
            : $$"""{"jsonrpc":"2.0","id":{{request.GetProperty("id")}},"result":{{body}}}""";
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_end.Token);
                _ = Task.Run(() => ServeAsync(client));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        try
        {
            using (client)
            {
                NetworkStream stream = client.GetStream();
                JsonElement request = await ReadAsync(stream);
                Interlocked.Increment(ref _requests);
                await _answer(request, stream, _end.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The client has gone, as it may.
        }
    }

    private static async Task<JsonElement> ReadAsync(NetworkStream stream)
    {
        var received = new List<byte>();
        byte[] buffer = new byte[4096];
        while (true)
        {
            int n = await stream.ReadAsync(buffer);
            if (n == 0) throw new IOException("the client has gone");
            received.AddRange(buffer.AsSpan(0, n));
            string text = System.Text.Encoding.UTF8.GetString(received.ToArray());
            int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0) continue;
            string line = text[..end].Split("\r\n").Single(header => header.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
            int length = int.Parse(line.AsSpan(15), System.Globalization.CultureInfo.InvariantCulture);
            if (text.Length >= end + 4 + length) return JsonDocument.Parse(text.Substring(end + 4, length)).RootElement;
        }
    }
}
