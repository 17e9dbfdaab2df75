using System.Net;
using System.Text.Json;

namespace Zkfp.Rollup.Tests.Rpc;

/// <summary>Answers JSON-RPC requests in memory, in order, and records them.</summary>
internal sealed class FakeNode(params Func<JsonElement, HttpResponseMessage>[] answers) : HttpMessageHandler
{
    public List<JsonElement> Requests { get; } = [];

    public static Func<JsonElement, HttpResponseMessage> Result(string json) =>
        request => Text($$"""{"jsonrpc":"2.0","id":{{request.GetProperty("id")}},"result":{{json}}}""");

    public static Func<JsonElement, HttpResponseMessage> Error(int code, string message) =>
        _ => Text($$$"""{"jsonrpc":"2.0","id":1,"error":{"code":{{{code}}},"message":"{{{message}}}"}}""");

    public static Func<JsonElement, HttpResponseMessage> Status(HttpStatusCode status) => _ => new HttpResponseMessage(status);

    public static HttpResponseMessage Text(string text) => new(HttpStatusCode.OK) { Content = new StringContent(text) };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        JsonElement json = JsonDocument.Parse(await request.Content!.ReadAsStringAsync(cancellationToken)).RootElement;
        Requests.Add(json);
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        return answers[Math.Min(Requests.Count, answers.Length) - 1](json);
    }
}
