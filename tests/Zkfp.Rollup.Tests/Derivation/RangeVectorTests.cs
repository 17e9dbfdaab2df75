using System.Numerics;
using System.Text.Json;
using Zkfp.Rollup.Derivation;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Guest;
using Zkfp.Settlement.Crypto;

namespace Zkfp.Rollup.Tests.Derivation;

/// <summary>
/// The words of two runs, which contracts/test/Range.t.sol rebuilds as the game does: <c>contracts/test/vectors/range.json</c>, written by
/// this test when the environment has <c>ZKFP_WRITE_VECTORS=1</c>.
/// </summary>
public class RangeVectorTests
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    [NativeGuestFact]
    public void The_vector_is_what_the_guest_prints()
    {
        string path = Path.Combine(SharedData.Contracts, "test", "vectors", "range.json");
        bool write = Environment.GetEnvironmentVariable("ZKFP_WRITE_VECTORS") == "1";
        Dictionary<string, Dictionary<string, object>>? file = write
            ? null
            : JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, object>>>(File.ReadAllText(path));
        using var guest = new NativeGuest(SharedData.NativeGuest!);
        var net = new TestChain([new QueuedMessage(1_799_999_000, TestChain.Beneficiary, TestChain.Counter, 100_000, new byte[] { 1, 2, 3 })]);
        byte[] payload = TestChain.Payload([TestChain.Call(0, 0, TestChain.Counter)], [TestChain.Call(0, 1, TestChain.Bridge)],
            [TestChain.Call(1, 0, TestChain.Counter)]);

        // the second of two segments, in calldata
        RangeTrace first = Run(guest, net.Input(payload, 2));
        RangeInput second = net.Input(payload, 3) with
        {
            Segment = 1,
            Messages = [],
            Witness = net.Witness(new([.. net.State.Witness([]).State, .. first.NewNodes], net.State.Witness([]).Codes,
                [.. first.Blocks.Select(static block => (ReadOnlyMemory<byte>)block.Header.Encode())])),
        };
        RangeWords calldata = Run(guest, second).Words;

        // the whole claim, in blobs
        byte[] blob = Assert.Single(Blob.Pack(payload));
        byte[] commitment, proof;
        if (write)
        {
            using Kzg kzg = Kzg.Load();
            commitment = kzg.Commit(blob);
            proof = kzg.Open(blob, new BatchData.Blobs([Kzg.VersionedHash(commitment)], [blob]).Point).Proof;
        }
        else
        {
            commitment = Hex.Parse(file!["blob"]["commitment"].ToString()!);
            proof = Hex.Parse(file["blob"]["proof"].ToString()!);
        }

        var data = new BatchData.Blobs([Kzg.VersionedHash(commitment)], [blob]);
        RangeWords inBlob = Run(guest, net.Input(data, 3)).Words;
        Assert.Equal(Run(guest, net.Input(payload, 3)).Words with { DataHash = data.Word }, inBlob);
        Assert.Equal(calldata.Root, inBlob.Root);

        var expected = new Dictionary<string, Dictionary<string, object>>
        {
            ["calldata"] = new()
            {
                ["payload"] = Hex.Format(payload),
                ["segmentRoot"] = first.Words.Root.ToString(),
                ["words"] = Hex.Format(calldata.Encode()),
                ["digest"] = calldata.Digest().ToString(),
            },
            ["blob"] = new()
            {
                ["versionedHash"] = data.VersionedHashes[0].ToString(),
                ["payloadHash"] = data.PayloadHash.ToString(),
                ["value"] = Word(data.Values[0]),
                ["commitment"] = Hex.Format(commitment),
                ["proof"] = Hex.Format(proof),
                ["words"] = Hex.Format(inBlob.Encode()),
                ["digest"] = inBlob.Digest().ToString(),
            },
        };
        string json = JsonSerializer.Serialize(expected, s_indented) + "\n";
        if (write) File.WriteAllText(path, json);
        Assert.True(json == File.ReadAllText(path), $"{path} is not what the guest prints; if the change was meant, run this test with ZKFP_WRITE_VECTORS=1");
    }

    /// <summary>The fuzzers start from this range (guests/evm/fuzz/range.seed): little gas, messages, three blocks, no node too many.</summary>
    [NativeGuestFact]
    public void The_fuzzers_seed_is_a_range()
    {
        string path = Path.Combine(SharedData.Contracts, "..", "guests", "evm", "fuzz", "range.seed");
        using var guest = new NativeGuest(SharedData.NativeGuest!);
        var net = new TestChain([new QueuedMessage(1, TestChain.Beneficiary, TestChain.Counter, 100_000, new byte[] { 1 })]);
        byte[] payload = TestChain.Payload([TestChain.Call(0, 0, TestChain.Counter)], [], [TestChain.Call(0, 1, TestChain.Hashes)]);
        RangeInput input = net.Input(payload, 3) with { Config = TestChain.Config with { GasLimit = 2_000_000, MessageGas = 1_000_000 } };
        RangeTrace trace = Run(guest, input);
        byte[] seed = (input with { Witness = new(trace.UsedNodes, trace.UsedCodes, input.Witness.Headers) }).Encode();
        GuestRun run = guest.Run(seed);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(trace.Words.Encode(), run.Output);
        if (Environment.GetEnvironmentVariable("ZKFP_WRITE_VECTORS") == "1") File.WriteAllBytes(path, seed);
        Assert.True(seed.AsSpan().SequenceEqual(File.ReadAllBytes(path)),
            $"{path} is another range; if the change was meant, run this test with ZKFP_WRITE_VECTORS=1");
    }

    private static RangeTrace Run(NativeGuest guest, RangeInput input) => RangeTrace.Parse(guest.Run(input.Encode(trace: true)));

    private static string Word(BigInteger value)
    {
        byte[] digits = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return Hex.Format([.. new byte[32 - digits.Length], .. digits]);
    }
}
