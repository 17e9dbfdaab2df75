using System.IO.Compression;
using Zkfp.Rollup.Rpc;

namespace Zkfp.Rollup.Tests.Rpc;

/// <summary>The client against a server on loopback that misbehaves in every way it can.</summary>
public class HttpTests
{
    private static readonly RpcOptions s_fast = new() { Backoff = TimeSpan.FromMilliseconds(1), Tries = 3, Timeout = TimeSpan.FromSeconds(20) };

    private static async Task<string> FailAsync(HttpServer server, RpcOptions? options = null)
    {
        using var client = new JsonRpcClient(server.Url, options ?? s_fast);
        return (await Assert.ThrowsAsync<RpcException>(() => client.CallAsync("m", []))).Message;
    }

    [Fact]
    public async Task A_server_that_recovers_is_asked_again()
    {
        int n = 0;
        using var server = new HttpServer((request, stream, _) => Interlocked.Increment(ref n) switch
        {
            1 => Task.CompletedTask, // closes without a word
            2 => HttpServer.Write(stream, 503, "busy"),
            _ => HttpServer.Write(stream, 200, """{"jsonrpc":"2.0","id":1,"result":"0x2a"}"""),
        });
        using var client = new JsonRpcClient(server.Url, s_fast);
        Assert.Equal(42ul, await new EthereumNode(client).BlockNumberAsync());
        Assert.Equal(3, server.Requests);
    }

    [Fact]
    public async Task A_silent_server_runs_into_the_time_limit()
    {
        using var server = new HttpServer((_, _, end) => Task.Delay(Timeout.Infinite, end));
        Assert.Contains("no answer within 0.2 s", await FailAsync(server, s_fast with { Timeout = TimeSpan.FromMilliseconds(200), Tries = 2 }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_drips_runs_into_the_time_limit()
    {
        using var server = new HttpServer(async (_, stream, end) =>
        {
            await HttpServer.Write(stream, 200, "{", length: 1000);
            while (true)
            {
                await Task.Delay(20, end);
                await stream.WriteAsync(" "u8.ToArray(), end);
            }
        });
        Assert.Contains("no answer within", await FailAsync(server, s_fast with { Timeout = TimeSpan.FromMilliseconds(300), Tries = 1 }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Malformed_json_is_no_answer()
    {
        using var server = new HttpServer((_, stream, _) => HttpServer.Write(stream, 200, """{"result": [1, 2}"""));
        Assert.Contains("the answer is not JSON", await FailAsync(server), StringComparison.Ordinal);
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task Deeply_nested_json_is_no_answer()
    {
        using var server = new HttpServer((_, stream, _) => HttpServer.Write(stream, 200, new string('[', 100_000)));
        Assert.Contains("the answer is not JSON", await FailAsync(server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Http_500_is_an_error_with_its_status()
    {
        using var server = new HttpServer((_, stream, _) => HttpServer.Write(stream, 500, "<html>oops</html>"));
        Assert.Contains("the server answers 500", await FailAsync(server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Http_500_with_an_error_of_the_call_is_that_error()
    {
        using var server = new HttpServer((_, stream, _) => HttpServer.Write(stream, 500, """{"error":{"code":-32000,"message":"missing trie node"}}"""));
        Assert.Contains("error -32000: missing trie node", await FailAsync(server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_truncated_body_is_tried_again_and_then_an_error()
    {
        using var server = new HttpServer((_, stream, _) => HttpServer.Write(stream, 200, """{"jsonrpc":"2.0","result":"0x1""", length: 5000));
        string message = await FailAsync(server);
        Assert.Contains("the connection", message, StringComparison.Ordinal);
        Assert.Equal(3, server.Requests);
    }

    [Fact]
    public async Task A_huge_body_is_cut_off()
    {
        using var server = new HttpServer(async (_, stream, end) =>
        {
            await HttpServer.Write(stream, 200, "{\"result\":\"", length: int.MaxValue);
            byte[] block = System.Text.Encoding.ASCII.GetBytes(new string('a', 1 << 16));
            while (true) await stream.WriteAsync(block, end);
        });
        Assert.Contains("longer than 1000000 bytes", await FailAsync(server, s_fast with { MaxResponseBytes = 1_000_000 }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_small_body_that_unpacks_to_a_huge_one_is_cut_off()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(System.Text.Encoding.ASCII.GetBytes(new string(' ', 20_000_000)));
        using var server = new HttpServer(async (_, stream, _) =>
        {
            await HttpServer.Write(stream, 200, "", length: (int)packed.Length, "Content-Encoding: gzip\r\n");
            await stream.WriteAsync(packed.ToArray());
        });
        Assert.Contains("longer than 1000000 bytes", await FailAsync(server, s_fast with { MaxResponseBytes = 1_000_000 }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_there_is_an_error_with_the_address()
    {
        string url;
        using (var server = new HttpServer((_, _, _) => Task.CompletedTask)) url = server.Url;
        using var client = new JsonRpcClient(url, s_fast);
        var e = await Assert.ThrowsAsync<RpcException>(() => client.CallAsync("eth_chainId", []));
        Assert.Contains($"eth_chainId at {url}: the connection failed", e.Message, StringComparison.Ordinal);
    }
}
