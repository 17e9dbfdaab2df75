using System.Buffers.Binary;
using Zkfp.MipsVm.Hosting;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Preimages;

namespace Zkfp.Rollup.Tests.Preimages;

/// <summary>Records, and results of precompiles that are computed again.</summary>
public class RecordCheckTests
{
    private static readonly MachinePrecompiles s_precompiles = new();

    // ecrecover of a signature and its signer (evm.codes' example).
    private static readonly byte[] s_signature = Convert.FromHexString(
        "456e9aea5e197a1f1af7a3e85a3212fa4049a3ba34c2289b4c860fc0b0c64ef3000000000000000000000000000000000000000000000000000000000000001c"
        + "9242685bf161793cc25603c231bc2f568eb630ea16aa137d2664ac80388256084f8ae3bd7535248d0bd448298cc2e2071e56992d0774dc340c368ae950852ada");

    private static readonly byte[] s_signer = Convert.FromHexString("0000000000000000000000007156526fbd7a3c72969b54f64e42c10fbb768c8a");

    private static byte[] Address(int n) => [.. new byte[18], (byte)(n >> 8), (byte)n];

    private static PreimageRecord Record(params (byte[] Key, byte[] Value)[] entries)
    {
        var all = new List<byte>();
        foreach ((byte[] key, byte[] value) in entries)
        {
            byte[] length = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(length, value.Length);
            all.AddRange([.. key, .. length, .. value]);
        }

        return PreimageRecord.Of(new byte[32], all.ToArray());
    }

    [Fact]
    public void Precompiles_answer_as_the_oracle_does()
    {
        Assert.Equal([1, .. s_signer], s_precompiles.Run(Address(1), s_signature)!);
        Assert.Equal([1], s_precompiles.Run(Address(1), s_signature[..64])!); // no signer: success without output
        Assert.Equal([1, .. new byte[31], 1], s_precompiles.Run(Address(8), [])!); // the empty pairing
        Assert.Equal([0], s_precompiles.Run(Address(8), [1])!); // not a multiple of 192 bytes
        Assert.Equal([0], s_precompiles.Run(Address(10), new byte[192])!); // no proof of a blob's point
        Assert.Null(s_precompiles.Run(Address(0x200), []));
        Assert.Null(s_precompiles.Run([1, .. Address(1)[1..]], []));
    }

    [Fact]
    public void Results_of_precompiles_are_computed_again()
    {
        byte[] call = [.. Address(1), 0, 0, 0, 0, 0, 0, 0xB, 0xB8, .. s_signature], hash = Keccak256.Hash(call).ToArray();
        byte[] key = [6, .. hash[1..]], inputKey = [2, .. hash[1..]];
        var inputs = new MemoryPreimageOracle();
        (EntryState, string) State(byte[] value, IPreimageOracle? known = null, IPrecompiles? precompiles = null)
        {
            CheckedEntry e = Assert.Single(new RecordCheck(new Dictionary<ulong, byte[]>(), known, precompiles).Check(Record((key, value))));
            return (e.State, e.Text);
        }

        byte[] right = [1, .. s_signer], forged = [.. right];
        forged[^1] ^= 1;
        Assert.Equal(EntryState.Unchecked, State(right).Item1);
        Assert.Equal(EntryState.Unchecked, State(right, inputs, s_precompiles).Item1); // input not known
        inputs.Add(inputKey, call);
        Assert.Equal(EntryState.Checked, State(right, inputs, s_precompiles).Item1);
        foreach (byte[] wrong in new[] { forged, [0], [], [.. right, 0], [0, .. s_signer] })
            Assert.Equal(EntryState.Wrong, State(wrong, inputs, s_precompiles).Item1);
        inputs.Add(inputKey, [.. call, 0]); // not the preimage of the hash
        Assert.Equal(EntryState.Wrong, State(right, inputs, s_precompiles).Item1);
    }

    [Fact]
    public void Addresses_without_a_precompile_stay_unchecked()
    {
        byte[] call = [.. Address(0x300), .. new byte[8]], hash = Keccak256.Hash(call).ToArray();
        var inputs = new MemoryPreimageOracle();
        inputs.Add([2, .. hash[1..]], call);
        CheckedEntry e = Assert.Single(new RecordCheck(new Dictionary<ulong, byte[]>(), inputs, s_precompiles).Check(Record(([6, .. hash[1..]], [1]))));
        Assert.Equal(EntryState.Unchecked, e.State);
        Assert.Contains("there is no precompile at 0x", e.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Records_are_parsed_to_their_last_byte()
    {
        PreimageRecord record = Record((PreimageKey.Local(3), [1, 2, 3]), ([5, .. new byte[31]], []));
        byte[] file = record.File.ToArray();
        Assert.Equal(2, PreimageRecord.Parse(file).Entries.Count);
        Assert.Equal(record.Digest, PreimageRecord.Parse(file).Digest);
        for (int n = 0; n < file.Length; n++)
        {
            if (n is 32 or 32 + 43) continue; // where an entry ends
            Assert.Throws<InvalidDataException>(() => PreimageRecord.Parse(file[..n]));
        }

        byte[] hashed = [.. file];
        hashed[32] = 2; // a type that the firmware checks
        Assert.Throws<InvalidDataException>(() => PreimageRecord.Parse(hashed));
        byte[] huge = [.. file];
        huge[64] = 0xFF;
        Assert.Throws<InvalidDataException>(() => PreimageRecord.Parse(huge));
    }
}
