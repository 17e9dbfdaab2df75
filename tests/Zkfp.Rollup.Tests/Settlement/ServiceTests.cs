using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Zkfp.Rollup.Derivation;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Rpc;
using Zkfp.Settlement.Crypto;
using Zkfp.Settlement.L1;
using Zkfp.Settlement.Roles;

namespace Zkfp.Rollup.Tests.Settlement;

/// <summary>What roles say to each other and ask of a consensus node.</summary>
public class ServiceTests
{
    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }

    [Fact]
    public async Task A_server_answers_what_it_knows_and_says_what_is_wrong()
    {
        string where = FreePort();
        using var turn = new SemaphoreSlim(1);
        using var stop = new CancellationTokenSource();
        using var server = new RpcServer(where, new Dictionary<string, RpcMethod>
        {
            ["echo"] = (parameters, _) => Task.FromResult<JsonNode?>(parameters[0].GetString()),
            ["refuse"] = (_, _) => throw new SignerException("not this one"),
        }, turn);
        Task serving = server.RunAsync(stop.Token);
        using var client = new JsonRpcClient($"http://{where}", new RpcOptions { Tries = 1 });
        Assert.Equal("a", (await client.CallAsync("echo", ["a"])).GetString());
        Assert.Contains("not this one", (await Assert.ThrowsAsync<RpcException>(() => client.CallAsync("refuse", []))).Message, StringComparison.Ordinal);
        Assert.Equal(-32602, (await Assert.ThrowsAsync<RpcException>(() => client.CallAsync("echo", []))).Code);
        Assert.True((await Assert.ThrowsAsync<RpcException>(() => client.CallAsync("other", []))).IsUnknownMethod);
        using var http = new HttpClient();
        using HttpResponseMessage answer = await http.PostAsync(new Uri($"http://{where}/"), new StringContent("no json"));
        Assert.Contains("-32602", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Throws<IOException>(() => new RpcServer(where, new Dictionary<string, RpcMethod>(), turn)); // taken
        await stop.CancelAsync();
        await serving;
    }

    [Fact]
    public void A_compact_signature_is_read_as_it_was_written()
    {
        using var key = new Secp256k1Key([.. Enumerable.Repeat((byte)9, 32)]);
        foreach (byte i in Enumerable.Range(0, 20).Select(static i => (byte)i))
        {
            Hash256 digest = Keccak256.Hash([i]);
            EcdsaSignature signature = key.Sign(digest);
            Assert.Equal(signature, EcdsaSignature.FromCompact(signature.ToCompact()));
            Assert.Equal(key.Address, Secp256k1Key.Recover(digest, EcdsaSignature.FromCompact(signature.ToCompact())));
        }

        Assert.Throws<FormatException>(() => EcdsaSignature.FromCompact(new byte[65]));
    }

    // A consensus node with one slot; the old path only, or the new one.
    [KzgTheory]
    [InlineData("/eth/v1/beacon/blobs/7", false)]
    [InlineData("/eth/v1/beacon/blob_sidecars/7", true)]
    public async Task Blobs_of_a_consensus_node_are_those_that_were_asked_for(string path, bool sidecars)
    {
        using Kzg kzg = Kzg.Load();
        byte[] wanted = Blob.Pack([1, 2, 3])[0], other = Blob.Pack([4])[0];
        byte[] none = [.. Enumerable.Repeat((byte)0xff, Blob.Bytes)];
        Hash256 hash = Kzg.VersionedHash(kzg.Commit(wanted));
        var asked = new List<string>();
        string where = FreePort();
        using var listener = new HttpListener { Prefixes = { $"http://{where}/" } };
        listener.Start();
        IReadOnlyList<byte[]> blobs = [none, other, wanted];
        _ = Task.Run(async () =>
        {
            while (listener.IsListening)
            {
                HttpListenerContext context = await listener.GetContextAsync();
                string local = context.Request.Url!.AbsolutePath;
                lock (asked) asked.Add(local);
                string? data = local switch
                {
                    "/eth/v1/beacon/genesis" => """{"genesis_time":"1000"}""",
                    "/eth/v1/config/spec" => """{"SECONDS_PER_SLOT":"12"}""",
                    _ when local == path => $"[{string.Join(',', blobs.Select(blob => sidecars ? $"{{\"blob\":\"{Hex.Format(blob)}\"}}" : $"\"{Hex.Format(blob)}\""))}]",
                    _ => null,
                };
                context.Response.StatusCode = data is null ? 404 : 200;
                await context.Response.OutputStream.WriteAsync(System.Text.Encoding.UTF8.GetBytes($"{{\"data\":{data ?? "null"}}}"));
                context.Response.Close();
            }
        });
        using var source = new BeaconBlobs($"http://{where}", kzg);
        Assert.Equal(wanted, await source.FindAsync(hash, 1000 + (7 * 12) + 3));
        Assert.Contains(path, asked);
        Assert.Null(await source.FindAsync(hash, 1000)); // another slot
        blobs = [other];
        Assert.Null(await source.FindAsync(hash, 1000 + (7 * 12)));
        blobs = [[1, 2]];
        await Assert.ThrowsAsync<RpcException>(() => source.FindAsync(hash, 1000 + (7 * 12)));
        await Assert.ThrowsAsync<RpcException>(() => source.FindAsync(hash, 999));
        Assert.Throws<ArgumentException>(() => new BeaconBlobs("ftp://x", kzg));
        listener.Stop();
        await Assert.ThrowsAsync<RpcException>(() => source.FindAsync(hash, 1000));
    }
}
