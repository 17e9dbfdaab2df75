using System.Net;
using Zkfp.Rollup.Rpc;

namespace Zkfp.Rollup.Tests.Rpc;

public class JsonRpcClientTests
{
    private static readonly RpcOptions Fast = new() { Backoff = TimeSpan.FromMilliseconds(1), Tries = 3, Timeout = TimeSpan.FromSeconds(5) };

    [Fact]
    public async Task Busy_servers_are_asked_again()
    {
        var node = new FakeNode(FakeNode.Status(HttpStatusCode.ServiceUnavailable), FakeNode.Status(HttpStatusCode.TooManyRequests), FakeNode.Result("\"0x10\""));
        using var client = new JsonRpcClient("http://node", Fast, node);
        Assert.Equal(16ul, await new EthereumNode(client).BlockNumberAsync());
        Assert.Equal(3, node.Requests.Count);
        Assert.Equal("eth_blockNumber", node.Requests[0].GetProperty("method").GetString());
    }

    [Fact]
    public async Task Tries_end()
    {
        var node = new FakeNode(FakeNode.Status(HttpStatusCode.BadGateway));
        using var client = new JsonRpcClient("http://user:secret@node/key", Fast, node);
        var e = await Assert.ThrowsAsync<RpcException>(() => client.CallAsync("eth_chainId", []));
        Assert.Contains("eth_chainId at http://node: the server answers 502", e.Message, StringComparison.Ordinal);
        Assert.Contains("3 tries", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", e.Message, StringComparison.Ordinal);
        Assert.Equal(3, node.Requests.Count);
    }

    [Fact]
    public async Task Errors_of_the_call_are_not_repeated()
    {
        var node = new FakeNode(FakeNode.Error(-32601, "no such method"));
        using var client = new JsonRpcClient("http://node", Fast, node);
        var e = await Assert.ThrowsAsync<RpcException>(() => client.CallAsync("debug_executionWitness", ["0x1"]));
        Assert.Equal(-32601, e.Code);
        Assert.Contains("does not offer this method", e.Message, StringComparison.Ordinal);
        Assert.Single(node.Requests);
    }

    [Theory]
    [InlineData("[]", "no JSON object")]
    [InlineData("{}", "neither result nor error")]
    [InlineData("{\"result\":null}", "no such data")]
    [InlineData("<html>", "not JSON")]
    public async Task Answers_that_are_none_are_errors(string text, string message)
    {
        using var client = new JsonRpcClient("http://node", Fast, new FakeNode(_ => FakeNode.Text(text)));
        var e = await Assert.ThrowsAsync<RpcException>(() => client.CallAsync("m", []));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Long_answers_are_cut_off()
    {
        using var client = new JsonRpcClient(
            "http://node", Fast with { MaxResponseBytes = 1000 }, new FakeNode(FakeNode.Result("\"" + new string('x', 2000) + "\"")));
        var e = await Assert.ThrowsAsync<RpcException>(() => client.CallAsync("m", []));
        Assert.Contains("longer than 1000 bytes", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Time_limits_end_a_try()
    {
        using var silent = new Silent();
        using var client = new JsonRpcClient("http://node", Fast with { Timeout = TimeSpan.FromMilliseconds(20), Tries = 2 }, silent);
        var e = await Assert.ThrowsAsync<RpcException>(() => client.CallAsync("m", []));
        Assert.Contains("no answer within 0.02 s", e.Message, StringComparison.Ordinal);
        Assert.Equal(2, silent.Count);
    }

    [Fact]
    public async Task Cancellation_is_no_error_of_the_node()
    {
        using var silent = new Silent();
        using var client = new JsonRpcClient("http://node", Fast, silent);
        using var cancellation = new CancellationTokenSource(20);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.CallAsync("m", [], cancellation.Token));
    }

    [Theory]
    [InlineData("node:8545")]
    [InlineData("ftp://node")]
    public void Other_urls_are_refused(string url) => Assert.Throws<ArgumentException>(() => new JsonRpcClient(url));

    private sealed class Silent : HttpMessageHandler
    {
        public int Count { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Count++;
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException("not reached");
        }
    }
}
