using Zkfp.Rollup.Derivation;
using Zkfp.Rollup.Encoding;
using Zkfp.Rollup.Guest;
using Zkfp.Rollup.Tests.Derivation;
using Zkfp.Rollup.Types;
using Zkfp.Settlement.Crypto;
using Zkfp.Settlement.L1;
using Zkfp.Settlement.Roles;

namespace Zkfp.Rollup.Tests.Settlement;

/// <summary>What a sequencer signs and a validator believes.</summary>
public sealed class RoleTests : IDisposable
{
    private static readonly Hash256 s_domain = Keccak256.Hash("domain"u8);
    private static readonly ProgramVersion s_version = new(Hash256.Zero, TestChain.Config.Hash(), "DEV0");
    private readonly string _folder = Directory.CreateTempSubdirectory("zkfp-roles-").FullName;
    private readonly TestChain _net = new([new QueuedMessage(1, TestChain.Beneficiary, TestChain.Counter, 100_000, new byte[] { 1 })]);
    private readonly EcdsaSequencerKey _key = new(new Secp256k1Key([.. Enumerable.Repeat((byte)5, 32)]));

    public void Dispose()
    {
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private L2Chain Chain(RoleStore? store = null) => new(TestChain.Config, SharedData.NativeGuest!, _net.State, _net.Genesis, store);

    private L1View View() => new(_net.L1, [.. _net.L1State.Witness([]).State], _net.Messages);

    private static byte[] Payload() => TestChain.Payload([TestChain.Call(0, 0, TestChain.Counter)], [TestChain.Call(0, 1, TestChain.Counter)]);

    private Draft Make(L2Chain chain, BatchData data)
    {
        RangeTrace trace = chain.Derive(0, 2, data, View()).Trace;
        Segment[] segments = [.. trace.Blocks.Select(static (block, i) => new Segment(RangeWords.OutputRoot(block.Header), (ulong)i + 1))];
        return new Draft(new Proposal(1, 0, RangeWords.OutputRoot(_net.Genesis), 1, 1000, _net.L1.Hash(), 0, 1, s_version), segments, data, null);
    }

    [NativeGuestFact]
    public void A_sequencer_signs_what_it_derives_and_nothing_else()
    {
        using L2Chain chain = Chain();
        using var store = new RoleStore(Path.Combine(_folder, "a.db"));
        var sequencer = new Sequencer(_key, store, chain, s_version);
        Draft draft = Make(chain, new BatchData.Calldata(Payload()));
        L1View view = View();
        foreach ((Draft wrong, string why) in new[]
        {
            (draft with { Segments = [draft.Segments[0], draft.Segments[1] with { Root = Hash256.Zero }] }, "segment 1 claims root"),
            (draft with { Segments = [draft.Segments[0] with { Root = Hash256.Zero }, draft.Segments[1]] }, "segment 0 claims root"),
            (draft with { Data = new BatchData.Calldata(Payload()[..^1]) }, "segment 1 claims root"),
            (draft with { Proposal = draft.Proposal with { AgreedRoot = Hash256.Zero } }, "stands upon root"),
            (draft with { Proposal = draft.Proposal with { L1Head = Hash256.Zero } }, "L1 head"),
            (draft with { Proposal = draft.Proposal with { StartBlock = 2 } }, "begins with block 2, L2 is at 0"),
            (draft with { Proposal = draft.Proposal with { Version = s_version with { ProgramId = Keccak256.Hash("other"u8) } } }, "about program"),
            (draft with { Proposal = draft.Proposal with { Version = s_version with { Selector = "STRK" } } }, "about program"),
        })
        {
            Assert.Contains(why, Assert.Throws<InvalidDataException>(() => sequencer.Sign(s_domain, wrong, view, 1000)).Message, StringComparison.Ordinal);
        }

        byte[] signature = sequencer.Sign(s_domain, draft, view, 1000);
        Assert.Equal(_key.Sign(draft.Message(s_domain)), signature);
        Assert.Equal(signature, sequencer.Sign(s_domain, draft, view, 1000));

        // another claim that is right, too, for the same serial
        Draft other = Make(chain, new BatchData.Calldata(Array.Empty<byte>()));
        Assert.Throws<DoubleSignatureException>(() => sequencer.Sign(s_domain, other, view, 1000));
    }

    [NativeGuestFact]
    public void A_chain_goes_on_from_its_tip_alone()
    {
        using L2Chain chain = Chain();
        var data = new BatchData.Calldata(Payload());
        RangeTrace first = chain.Derive(0, 1, data, View()).Trace, both = chain.Derive(0, 2, data, View()).Trace;
        Assert.Equal(2, first.Blocks[0].Transactions.Count);
        chain.Append(first);
        Assert.Throws<InvalidOperationException>(() => chain.Append(both));

        // the message is taken; what is derived behind it is what was derived in one go
        RangeTrace second = chain.Derive(1, 2, data, View()).Trace;
        Assert.Equal(both.Blocks[1].Header.Hash(), second.Blocks[0].Header.Hash());
        chain.Append(second);
        Assert.Equal(2ul, chain.Tip.Number);
        Assert.Equal(1, chain.State.Slot(chain.State.Account(chain.Tip.StateRoot, QueuedMessage.Account)!.StorageRoot, TestChain.Slot(1)));
        Assert.Throws<ArgumentException>(() => new L2Chain(TestChain.Config, SharedData.NativeGuest!, _net.State, _net.Genesis with { StateRoot = Hash256.Zero }));
    }

    [NativeGuestFact]
    public void A_chain_is_there_again_after_a_restart_and_goes_back_where_L1_does()
    {
        string path = Path.Combine(_folder, "chain.db");
        Hash256 origin = Keccak256.Hash("claim"u8);
        var data = new BatchData.Calldata(Payload());
        BlockHeader tip;
        using (var store = new RoleStore(path))
        using (L2Chain chain = Chain(store))
        {
            chain.Append(chain.Derive(0, 2, data, View()).Trace, origin);
            tip = chain.Tip;
        }

        using var again = new RoleStore(path);
        using (L2Chain chain = Chain(again))
        {
            Assert.Equal((tip.Hash(), origin, Hash256.Zero), (chain.Tip.Hash(), chain.Origin(2), chain.Origin(0)));

            // its state is whole: what follows is derived as by a chain that was never away
            using L2Chain fresh = Chain();
            fresh.Append(fresh.Derive(0, 2, data, View()).Trace);
            Assert.Equal(fresh.Derive(2, 3, data, View()).Trace.Words.Root, chain.Derive(2, 3, data, View()).Trace.Words.Root);
            chain.Rewind(1);
            Assert.Equal(1ul, chain.Tip.Number);
        }

        using (L2Chain chain = Chain(again)) Assert.Equal(1ul, chain.Tip.Number);
        Assert.Throws<InvalidDataException>(() => new L2Chain(
            TestChain.Config, SharedData.NativeGuest!, _net.State, _net.Genesis with { Timestamp = 7 }, again));
    }

    [NativeGuestFact]
    public void Segments_are_as_long_as_their_runs_may_be()
    {
        using L2Chain chain = Chain();
        var data = new BatchData.Calldata(TestChain.Payload(
            [TestChain.Call(0, 0, TestChain.Counter), TestChain.Call(0, 1, TestChain.Counter), TestChain.Call(0, 2, TestChain.Counter)],
            [], [TestChain.Call(0, 3, TestChain.Counter)], [], []));
        using var machine = new MachineGuest(MachineGuest.Load(GuestFiles.FindMips(MipsVm.Loading.Endianness.Big)));
        var measured = new List<(ulong End, ulong Instructions)>();
        var splitter = new SegmentSplitter(input =>
        {
            ulong instructions = machine.Run(input.Encode()).Cycles!.Value;
            measured.Add((input.EndBlock, instructions));
            return instructions;
        });
        Assert.Equal([5ul], splitter.Split(chain, 0, 5, 64, ulong.MaxValue, data, View()));
        Assert.Equal([2ul, 4, 5], splitter.Split(chain, 0, 5, 2, ulong.MaxValue, data, View()));
        Assert.Equal([1ul, 2, 3, 4, 5], splitter.Split(chain, 0, 5, 64, 1, data, View())); // no block fits: one each

        // what the whole range takes less one instruction: two segments, and the first ends as late as it can
        measured.Clear();
        splitter.Split(chain, 0, 5, 64, ulong.MaxValue, data, View());
        ulong all = measured.Single(static run => run.End == 5).Instructions;
        measured.Clear();
        IReadOnlyList<ulong> ends = splitter.Split(chain, 0, 5, 64, all - 1, data, View());
        Assert.Equal([4ul, 5], ends);
        Assert.Contains(measured, run => run.End == 5 && run.Instructions == all);
        Assert.Contains(measured, run => run.End == 4 && run.Instructions < all);
        Assert.Equal(0ul, chain.Tip.Number);
    }

    [KzgFact]
    public void A_draft_is_read_as_it_was_written()
    {
        using Kzg kzg = Kzg.Load();
        foreach (Kzg? posted in new[] { null, kzg })
        {
            (BatchData data, BlobSidecar? sidecar) = Draft.Pack([1, 2, 3, 0], posted);
            var proposal = new Proposal(
                7, 1, Keccak256.Hash("a"u8), 8, 9, Keccak256.Hash("b"u8), (ushort)(sidecar?.Blobs.Count ?? 0), 3, s_version);
            var draft = new Draft(proposal, [new Segment(Keccak256.Hash("c"u8), 10), new Segment(Keccak256.Hash("d"u8), 12)], data, sidecar);
            byte[] json = System.Text.Encoding.UTF8.GetBytes(draft.ToJson().ToJsonString());
            Draft read = Draft.Parse(json, kzg);
            Assert.Equal((draft.Message(s_domain), data.Word), (read.Message(s_domain), read.Data.Word));
            Assert.Equal(posted is null, read.Sidecar is null);
        }

        foreach (string wrong in new[] { "", "null", "{}", "[]", "{\"serial\": -1, \"payload\": \"0x\"}", "{\"blobs\": [\"0x" + new string('f', 64) + "\"]}" })
            Assert.Throws<InvalidDataException>(() => Draft.Parse(System.Text.Encoding.UTF8.GetBytes(wrong), kzg));
    }

    [KzgFact]
    public async Task A_validator_believes_no_data_but_the_record_s()
    {
        using Kzg kzg = Kzg.Load();
        byte[] payload = Payload();
        await PostedBatch.ReadAsync(Claim(Keccak256.Hash(payload), 0), Posted(payload), [], null, null);
        Assert.Contains("KZG is not built", (await Assert.ThrowsAsync<InvalidDataException>(
            () => PostedBatch.ReadAsync(Claim(Keccak256.Hash(payload), 1), Posted([]), [], new Given(null), null))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidDataException>(() => PostedBatch.ReadAsync(Claim(Keccak256.Hash(payload), 0), Posted([1]), [], null, null));

        BlobSidecar sidecar = BlobSidecar.Create(kzg, Blob.Pack(payload));
        BatchData blobs = new BatchData.Blobs(sidecar.VersionedHashes, sidecar.Blobs);
        ClaimRecord claim = Claim(blobs.RecordHash, 1);
        BatchData read = await PostedBatch.ReadAsync(claim, Posted([]), sidecar.VersionedHashes, new Given(sidecar.Blobs[0]), kzg);
        Assert.Equal(blobs.Word, read.Word);
        byte[] other = [.. sidecar.Blobs[0]];
        other[5] ^= 1;
        foreach ((IBlobSource? source, Hash256[] hashes, string why) in new (IBlobSource?, Hash256[], string)[]
        {
            (null, [.. sidecar.VersionedHashes], "no consensus node"),
            (new Given(null), [.. sidecar.VersionedHashes], "is not available"),
            (new Given(other), [.. sidecar.VersionedHashes], "is another"),
            (new Given(other), [Kzg.VersionedHash(kzg.Commit(other))], "not the record's"),
            (new Given(other), [], "not the record's"),
        })
        {
            InvalidDataException e = await Assert.ThrowsAsync<InvalidDataException>(() => PostedBatch.ReadAsync(claim, Posted([]), hashes, source, kzg));
            Assert.Contains(why, e.Message, StringComparison.Ordinal);
        }
    }

    private static PostedClaim Posted(byte[] payload) => new(1000, [], payload);

    private static ClaimRecord Claim(Hash256 dataHash, byte blobs)
    {
        byte[] record = new byte[32 * ClaimRecord.Words];
        dataHash.Span.CopyTo(record.AsSpan(7 * 32));
        record[(8 * 32) + 31] = blobs;
        return new ClaimRecord(record);
    }

    private sealed class Given(byte[]? blob) : IBlobSource
    {
        public Task<byte[]?> FindAsync(Hash256 versionedHash, ulong time, CancellationToken cancellation = default) => Task.FromResult(blob);
    }
}
