using System.Globalization;
using System.Text.Json;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Rpc;
using Zkfp.Settlement.Crypto;

namespace Zkfp.Settlement.L1;

/// <summary>Where blobs come from that a transaction named. What it gives is checked against the hash by who asks.</summary>
public interface IBlobSource
{
    /// <summary>The blob with a versioned hash, or null if it is not there.</summary>
    /// <param name="versionedHash">The hash.</param>
    /// <param name="time">Timestamp of the L1 block that holds the transaction.</param>
    /// <param name="cancellation">Stops.</param>
    Task<byte[]?> FindAsync(Hash256 versionedHash, ulong time, CancellationToken cancellation = default);
}

/// <summary>Blobs of a development node, which has no consensus node beside it.</summary>
public sealed class AnvilBlobs(L1Client l1) : IBlobSource
{
    /// <inheritdoc/>
    public async Task<byte[]?> FindAsync(Hash256 versionedHash, ulong time, CancellationToken cancellation = default) =>
        await l1.AskAsync("anvil_getBlobByHash", versionedHash.ToString()).ConfigureAwait(false) is { } json
            ? EthereumNode.Guarded("anvil_getBlobByHash", () => Hex.Parse(json.GetString()!))
            : null;
}

/// <summary>
/// Blobs of a consensus node by the Beacon API: <c>/eth/v1/beacon/blobs/SLOT</c>, or where a node lacks it
/// <c>/eth/v1/beacon/blob_sidecars/SLOT</c>; the slot follows from the block's time. Nodes keep blobs for some 18 days.
/// </summary>
public sealed class BeaconBlobs : IBlobSource, IDisposable
{
    private const int MaxBytes = 64 << 20;
    private readonly HttpClient _http;
    private readonly Kzg _kzg;
    private (ulong Genesis, ulong Slot)? _clock;

    /// <summary>Asks the node at a URL.</summary>
    /// <param name="url">http or https, without the path.</param>
    /// <param name="kzg">Tells which blob is the one that was asked for.</param>
    /// <exception cref="ArgumentException">Not such a URL.</exception>
    public BeaconBlobs(string url, Kzg kzg)
    {
        if (!JsonRpcClient.IsUrl(url)) throw new ArgumentException($"'{url}' is not an http or https URL", nameof(url));
        _http = new HttpClient { BaseAddress = new Uri(url.EndsWith('/') ? url : $"{url}/"), Timeout = TimeSpan.FromSeconds(60), MaxResponseContentBufferSize = MaxBytes };
        _kzg = kzg;
    }

    /// <inheritdoc/>
    /// <exception cref="RpcException">The node cannot be reached, or its answer cannot be read.</exception>
    public async Task<byte[]?> FindAsync(Hash256 versionedHash, ulong time, CancellationToken cancellation = default)
    {
        (ulong genesis, ulong seconds) = _clock ??= await ClockAsync(cancellation).ConfigureAwait(false);
        if (time < genesis) throw new RpcException($"the block's time {time} is before the consensus chain's genesis at {genesis}");
        ulong slot = (time - genesis) / seconds;
        JsonElement? data = await GetAsync($"eth/v1/beacon/blobs/{slot}?versioned_hashes={versionedHash}", cancellation).ConfigureAwait(false)
            ?? await GetAsync($"eth/v1/beacon/blob_sidecars/{slot}", cancellation).ConfigureAwait(false);
        if (data is not { } list) return null;
        foreach (byte[] blob in EthereumNode.Guarded("beacon blobs", () => list.EnumerateArray().Select(Read).ToArray()))
        {
            if (Is(blob, versionedHash)) return blob;
        }

        return null;
    }

    private bool Is(byte[] blob, Hash256 versionedHash)
    {
        try
        {
            return Kzg.VersionedHash(_kzg.Commit(blob)) == versionedHash;
        }
        catch (KzgException)
        {
            return false; // no blob at all
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static byte[] Read(JsonElement item)
    {
        byte[] blob = Hex.Parse((item.ValueKind == JsonValueKind.Object ? item.GetProperty("blob") : item).GetString()!);
        return blob.Length == Rollup.Derivation.Blob.Bytes ? blob : throw new FormatException($"a blob has {blob.Length} bytes");
    }

    private async Task<(ulong Genesis, ulong Slot)> ClockAsync(CancellationToken cancellation)
    {
        JsonElement genesis = await GetAsync("eth/v1/beacon/genesis", cancellation).ConfigureAwait(false) ?? throw Missing("genesis");
        JsonElement spec = await GetAsync("eth/v1/config/spec", cancellation).ConfigureAwait(false) ?? throw Missing("spec");
        return EthereumNode.Guarded("beacon clock", () =>
        {
            ulong seconds = Number(spec, "SECONDS_PER_SLOT");
            return seconds != 0 ? (Number(genesis, "genesis_time"), seconds) : throw new FormatException("a slot has 0 seconds");
        });

        static RpcException Missing(string what) => new($"the consensus node has no {what}");

        static ulong Number(JsonElement json, string name) =>
            ulong.Parse(json.GetProperty(name).GetString()!, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    // The member "data" of the answer; null where the node does not have it.
    private async Task<JsonElement?> GetAsync(string path, CancellationToken cancellation)
    {
        string where = path.Split('?')[0];
        try
        {
            using HttpResponseMessage answer = await _http.GetAsync(new Uri(path, UriKind.Relative), cancellation).ConfigureAwait(false);
            if (answer.StatusCode == System.Net.HttpStatusCode.NotFound) return null;
            if (!answer.IsSuccessStatusCode) throw new RpcException($"{where}: the consensus node answers with status {(int)answer.StatusCode}");
            using JsonDocument json = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false));
            return EthereumNode.Guarded(where, () => json.RootElement.GetProperty("data").Clone());
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new RpcException($"{where}: {e.Message}", null, e);
        }
    }
}
