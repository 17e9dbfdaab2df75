using Zkfp.MipsVm.Loading;
using Zkfp.Rollup.Derivation;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Guest;

namespace Zkfp.Rollup.Tests.Derivation;

/// <summary>The same ranges natively and in the machine, on both byte orders: output and exit code are the same, whatever was posted.</summary>
public sealed class RangeMachineTests : IDisposable
{
    private readonly NativeGuest? _native = SharedData.NativeGuest is { } path ? new NativeGuest(path) : null;
    private readonly MachineGuest[] _machines =
        [.. new[] { Endianness.Big, Endianness.Little }.Select(static order => new MachineGuest(MachineGuest.Load(GuestFiles.FindMips(order)), 2_000_000_000))];

    public void Dispose()
    {
        _native?.Dispose();
        foreach (MachineGuest machine in _machines) machine.Dispose();
    }

    private static QueuedMessage[] Messages() =>
    [
        new(1, TestChain.Beneficiary, TestChain.Counter, 200_000, new byte[] { 1, 2, 3 }),
        new(2, TestChain.Beneficiary, QueuedMessage.Account, 100_000, TestChain.Call(3, 0, TestChain.Counter, gas: 100_000)),
    ];

    private static byte[] Payload() => TestChain.Payload(
        [TestChain.Call(0, 0, TestChain.Counter), TestChain.Call(1, 5, TestChain.Counter)],
        [TestChain.Call(0, 1, data: Hex.Parse("0x69600554600101600555005f52600a6016f3"))],
        [TestChain.Call(0, 2, TestChain.Hashes), TestChain.Call(1, 0, TestChain.Bridge), TestChain.Call(2, 0, TestChain.Keys[0].Address, 1)]);

    private int Same(RangeInput input)
    {
        byte[] bytes = input.Encode();
        GuestRun native = _native!.Run(bytes);
        foreach (MachineGuest machine in _machines)
        {
            GuestRun run = machine.Run(bytes);
            Assert.Equal(native.ExitCode, run.ExitCode);
            Assert.Equal(native.Output, run.Output);
        }

        return native.ExitCode;
    }

    [NativeGuestFact]
    public void Ranges_agree()
    {
        var net = new TestChain(Messages());
        Assert.Equal(0, Same(net.Input(Payload(), 4)));
        Assert.Equal(0, Same(net.Input(new BatchData.Blobs([Hash256.EmptyCode, Hash256.EmptyTrie], [.. Blob.Pack(Payload()), new byte[Blob.Bytes]]), 3)));
    }

    [NativeGuestFact]
    public void A_witness_that_misses_a_node_is_no_verdict()
    {
        var net = new TestChain(Messages());
        RangeInput input = net.Input(Payload(), 3);
        RangeTrace trace = RangeTrace.Parse(_native!.Run(input.Encode(trace: true)));
        for (int i = 0; i < trace.UsedNodes.Count; i += 3)
        {
            List<ReadOnlyMemory<byte>> nodes = [.. trace.UsedNodes];
            nodes.RemoveAt(i);
            Assert.Equal((int)GuestStatus.NodeMissing, Same(input with { Witness = input.Witness with { State = nodes } }));
        }
    }

    /// <summary>Random bytes, and batches with damage: exit code 0 and the same words everywhere.</summary>
    [NativeGuestFact]
    public void Whatever_was_posted_is_a_range()
    {
        var net = new TestChain(Messages());
        byte[] good = Payload();
        for (int seed = 0; seed < 24; seed++)
        {
            var random = new Random(seed);
            byte[] payload = [.. good];
            switch (seed % 4)
            {
                case 0:
                    payload = new byte[random.Next(400)];
                    random.NextBytes(payload);
                    if (payload.Length > 9) Batch.Encode(1, []).CopyTo(payload, 0);
                    break;
                case 1: payload = payload[..random.Next(payload.Length)]; break;
                default:
                    for (int n = 1 + (seed % 5); n > 0; n--) payload[random.Next(payload.Length)] = (byte)random.Next(256);
                    break;
            }

            Assert.Equal(0, Same(net.Input(payload, 4)));
        }
    }

    /// <summary>The same natively, where more can be tried; also in blobs.</summary>
    [NativeGuestFact]
    public void Whatever_was_posted_ends_with_0()
    {
        var net = new TestChain(Messages());
        byte[] good = Payload();
        for (int seed = 100; seed < 1_100; seed++)
        {
            var random = new Random(seed);
            byte[] payload = seed % 3 == 0 ? new byte[random.Next(2_000)] : [.. good];
            if (seed % 3 == 0) random.NextBytes(payload);
            else for (int n = 1 + (seed % 9); n > 0; n--) payload[random.Next(payload.Length)] ^= (byte)(1 << random.Next(8));
            if (seed % 3 == 0 && payload.Length > 9) Batch.Encode((ulong)random.Next(3), []).CopyTo(payload, 0);
            BatchData data = seed % 50 == 0 ? new BatchData.Blobs([Hash256.EmptyCode], Blob.Pack(payload)) : new BatchData.Calldata(payload);
            GuestRun run = _native!.Run(net.Input(data, 4).Encode());
            Assert.True(run.ExitCode == 0, $"seed {seed} ends with {run.ExitCode}");
            Assert.Equal(RangeWords.Bytes, run.Output.Length);
        }
    }
}
