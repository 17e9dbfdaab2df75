using System.Text.Json;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Guest;
using Zkfp.Rollup.Trie;

namespace Zkfp.Rollup.Testing;

/// <summary>
/// BlockchainTests: chains of blocks, each executed on the state that its parent left. Valid blocks must reproduce their headers,
/// invalid ones must be refused, and the state at the end must be the expected one.
/// </summary>
public sealed class BlockTestRunner(TestOptions options) : TestRunner(options)
{
    private const int BlockHashes = 256;

    // A block whose execution has been checked.
    private sealed record ChainBlock(byte[] Header, Hash256 Parent, WorldState State);

    /// <inheritdoc/>
    protected override void RunTest(string name, JsonElement test, Guests guests, TestReport report, CancellationToken cancellation)
    {
        string network = test.GetProperty("network").GetString()!;
        Fork? fork = ParseFork(network);
        if (!Selected(name) || (Options.Fork is { } only && fork != only)) return;
        if (fork is null)
        {
            report.Add(new TestResult(name, TestOutcome.Skipped, $"network {network} is none of Cancun, Prague, Osaka"));
            return;
        }

        cancellation.ThrowIfCancellationRequested();
        report.Add(name, RunChain(test, ChainConfig.Always(fork.Value), guests.Final, report, cancellation));
    }

    private static string? RunChain(JsonElement test, ChainConfig config, IGuest guest, TestReport report, CancellationToken cancellation)
    {
        // The genesis header is the first item of the genesis block.
        byte[] genesisRlp = Hex.Parse(test.GetProperty("genesisRLP").GetString()!);
        byte[] genesis = new RlpReader(genesisRlp).List().Raw().ToArray();
        Hash256 head = Keccak256.Hash(genesis);
        WorldState pre = ReadState(test.GetProperty("pre"));
        var chain = new Dictionary<Hash256, ChainBlock> { [head] = new(genesis, Hash256.Zero, pre) };

        int number = 0;
        foreach (JsonElement block in test.GetProperty("blocks").EnumerateArray())
        {
            cancellation.ThrowIfCancellationRequested();
            string where = $"block {number++}";
            byte[] rlp = Hex.Parse(block.GetProperty("rlp").GetString()!);
            string? exception = null;
            foreach (JsonProperty property in block.EnumerateObject())
            {
                if (property.Name.StartsWith("expectException", StringComparison.Ordinal)) exception = property.Value.GetString();
            }

            // A block whose parent is unknown is given the head as parent; it must be refused for that.
            Hash256 parentHash = ParentOf(rlp) is { } stated && chain.ContainsKey(stated) ? stated : head;
            ChainBlock parent = chain[parentHash];
            byte[] input = GuestInput.Block(config, rlp, parent.State, Ancestors(chain, parentHash), wantChanges: true);
            GuestOutput? output = Execute(guest, input, config, report, cancellation, out string? error);
            if (error is not null) return $"{where}: {error}";
            if (exception is not null)
            {
                if (output!.Status == GuestStatus.Success) return $"{where}: accepted, expected {exception}";
                if (!IsRefusal(output.Status)) return $"{where}: {output.Status} ({output.Reason}), expected {exception}";
                continue;
            }

            if (output!.Status != GuestStatus.Success) return $"{where}: refused with {output.Status} ({output.Reason}), expected to be valid";
            byte[] header = new RlpReader(rlp).List().Raw().ToArray();
            Hash256 hash = Keccak256.Hash(header);
            if (output.Block!.BlockHash != hash) return $"{where}: block hash {output.Block.BlockHash}, expected {hash}";
            WorldState state;
            try
            {
                state = parent.State.Apply(output.Block.Changes);
            }
            catch (InvalidDataException e)
            {
                return $"{where}: {e.Message}";
            }

            chain[hash] = new ChainBlock(header, parentHash, state);
            head = hash;
        }

        var last = Hash256.Parse(test.GetProperty("lastblockhash").GetString()!);
        if (!chain.TryGetValue(last, out ChainBlock? end)) return $"the last block {last} is none of the valid ones";
        Hash256 expected = test.TryGetProperty("postState", out JsonElement post)
            ? ReadState(post).Root()
            : Hash256.Parse(test.GetProperty("postStateHash").GetString()!);
        Hash256 root = end.State.Root();
        return root == expected ? null : $"state root at the end {root}, expected {expected}";
    }

    // Statuses that say "this block is invalid", as opposed to "the input given to the guest is".
    private static bool IsRefusal(GuestStatus status) => status is GuestStatus.BadRlp or GuestStatus.BadHeaders
        or GuestStatus.InvalidTransaction or GuestStatus.InvalidHeader or GuestStatus.WrongExecution or GuestStatus.SystemCallFailed;

    private static List<ReadOnlyMemory<byte>> Ancestors(Dictionary<Hash256, ChainBlock> chain, Hash256 parent)
    {
        var headers = new List<ReadOnlyMemory<byte>>();
        for (Hash256 hash = parent; headers.Count < BlockHashes && chain.TryGetValue(hash, out ChainBlock? block); hash = block.Parent)
            headers.Add(block.Header);
        headers.Reverse();
        return headers;
    }

    private static Hash256? ParentOf(byte[] rlp)
    {
        try
        {
            return new RlpReader(rlp).List().List().Hash();
        }
        catch (RlpException)
        {
            return null;
        }
    }
}
