using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using static Zkfp.Sdk.Tests.Repository;

namespace Zkfp.Sdk.Tests;

/// <summary>Final proofs through the library: the committed samples, what it makes itself, bundles.</summary>
[Collection(Provers.Name)]
public sealed class FinalProofTests : IDisposable
{
    private static readonly byte[] s_output = File.ReadAllBytes(Sample("hello.output"));

    private readonly string _folder = Directory.CreateTempSubdirectory("zkfp-final").FullName;
    private readonly ZkfpProgram _program = ZkfpProgram.Load(Sample("hello.elf"));
    private readonly ZkfpKey _key = ZkfpKey.FromBytes(File.ReadAllBytes(Sample("hello.vk")));

    public void Dispose() => Directory.Delete(_folder, true);

    [Theory]
    [InlineData("hello.final", false)]
    [InlineData("hello.l1", true)]
    public async Task The_sample_proofs_are_verified_as_lists_are(string name, bool isL1)
    {
        byte[] bytes = File.ReadAllBytes(Sample(name));
        foreach (ZkfpVerdict verdict in (ZkfpVerdict[])[
            ZkfpVerifier.Verify(bytes, _program), ZkfpVerifier.Verify(bytes, _program, s_output), ZkfpVerifier.Verify(bytes, _key),
            ZkfpVerifier.Verify(bytes, _key, s_output),
            await ZkfpVerifier.VerifyFileAsync(Sample(name), _program, s_output, CancellationToken.None),
            await ZkfpVerifier.VerifyFileAsync(Sample(name), _key)])
        {
            Assert.True(verdict.IsValid, verdict.Reason);
            Assert.StartsWith("valid: exit 3; SHA-256", verdict.ToString(), StringComparison.Ordinal);
            Assert.True(verdict.Statement!.WroteExactly(s_output));
            Assert.Equal([1], verdict.Members);
            Assert.Equal((0, null), (verdict.Shards, verdict.ReasonKind));
            Assert.True(verdict.ProvenBits >= 128);
            Assert.Equal(isL1, verdict.FinalProof!.IsForL1);
        }

        Assert.True(ZkfpFinalProof.TryVerify(bytes, out ZkfpFinalProof? proof, out string? reason), reason);
        ZkfpRun run = Assert.Single(proof.Runs);
        Assert.Equal((1, _key.Digest, 3), (run.Number, run.KeyDigest, run.Statement.ExitCode));
        Assert.Empty(proof.PathOf(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => proof.PathOf(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => proof.PathFile(2));

        // What the command writes: the key's digest, big-endian, then the messages.
        if (!isL1) Assert.Throws<InvalidOperationException>(proof.ToCalldata);
        else Assert.Equal(bytes.AsSpan(bytes.Length - 4000), proof.ToCalldata().AsSpan()[^4000..]);
    }

    [Theory]
    [InlineData("hello.final")]
    [InlineData("hello.l1")]
    public async Task What_a_final_proof_does_not_prove_is_refused_with_its_kind(string name)
    {
        byte[] bytes = File.ReadAllBytes(Sample(name));
        ZkfpProgram cannon = ZkfpProgram.FromBytes(File.ReadAllBytes(Sample("hello.elf")), profile: ZkfpProfile.Cannon);
        string path = Path.Combine(_folder, "damaged");
        File.WriteAllBytes(path, With(bytes, bytes.Length / 4 - 1, 1));
        foreach ((ZkfpVerdict verdict, string kind) in new[]
        {
            (ZkfpVerifier.Verify(With(bytes, 0, 1), _key), "BadHeader"),
            (ZkfpVerifier.Verify(With(bytes, 1, 1), _key), "BadHeader"),
            (ZkfpVerifier.Verify(With(bytes, 2, 1), _key), "BadHeader"),
            (ZkfpVerifier.Verify(With(bytes, 3, 1), _key), "WrongKey"), // the recursion circuits' key
            (ZkfpVerifier.Verify(With(bytes, 12, 1), _key), "BadLength"), // no runs
            (ZkfpVerifier.Verify(With(bytes, 22, 1), _program), "LocalBusUnbalanced"), // another outcome: the proof does not fit
            (ZkfpVerifier.Verify(With(bytes, 22, 1 << 20), _program), "NonCanonicalElement"),
            (ZkfpVerifier.Verify(With(bytes, 25, 1), _program), "LocalBusUnbalanced"), // another digest
            (ZkfpVerifier.Verify(bytes.AsSpan(0, 100), _key), "Truncated"),
            (ZkfpVerifier.Verify([.. bytes, 0, 0, 0, 0], _key), "TrailingBytes"),
            (await ZkfpVerifier.VerifyFileAsync(path, _program, null, CancellationToken.None), "WhirMismatch"),
            (ZkfpVerifier.Verify(bytes, cannon), "WrongKey"),
            (ZkfpVerifier.Verify(bytes, _program.Key), "WrongKey"), // the one for long runs
            (ZkfpVerifier.Verify(bytes, _program, s_output.AsSpan(1)), "WrongOutput"),
            (ZkfpVerifier.Verify(bytes, _key, []), "WrongOutput"),
            (await ZkfpVerifier.VerifyFileAsync(Sample(name), _key, ReadOnlyMemory<byte>.Empty, CancellationToken.None), "WrongOutput"),
        })
        {
            Assert.Equal((false, kind), (verdict.IsValid, verdict.ReasonKind ?? "valid"));
            Assert.Null(verdict.Statement);
            Assert.Null(verdict.FinalProof);
            Assert.Empty(verdict.Members);
        }

        Assert.False(ZkfpFinalProof.TryVerify(With(bytes, 25, 1), out ZkfpFinalProof? none, out string? reason));
        Assert.Null(none);
        Assert.NotEmpty(reason);
        Assert.False(ZkfpFinalProof.TryVerify(With(bytes, 25, 1), null, out none, out string? same, out string? itsKind));
        Assert.Equal((null, reason, "LocalBusUnbalanced"), (none, same, itsKind));
        Assert.False(ZkfpFinalProof.TryVerify(File.ReadAllBytes(Sample("hello.proof")), out _, out _)); // a list
    }

    /// <summary>
    /// A list becomes the proof that is made at once; two become a bundle, whose runs are found by program and output, with paths to its root; a prover that
    /// was stopped goes on; what cannot be put together is refused.
    /// </summary>
    [Fact]
    public async Task Proofs_are_made_put_together_and_taken_up_again()
    {
        string list = In("list"), one = In("one"), later = In("later"), bundle = In("bundle"), work = In("work");
        var told = new List<ZkfpProgress>();
        using var final = new ZkfpProver(new ZkfpProverOptions { WorkDirectory = work });
        using var l1 = new ZkfpProver(new ZkfpProverOptions { Form = ZkfpProofForm.L1, WorkDirectory = work });
        using var shards = new ZkfpProver(new ZkfpProverOptions { Form = ZkfpProofForm.AggregatableShards });
        Assert.Equal(1, (await shards.ProveAsync(_program, null, list)).Shards);

        // Stopped when the first step above the shards is done: what is finished stays, and is not made again.
        using (var stop = new CancellationTokenSource())
        {
            var stopping = new Told(p =>
            {
                if (p.Stage == ZkfpStage.Recursion) stop.Cancel();
            });
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => final.ProveAsync(_program, null, one, stopping, stop.Token));
        }

        Assert.False(File.Exists(one));
        Assert.NotEmpty(Directory.GetFiles(work, "*.node"));
        ZkfpProof made = await final.ProveAsync(_program, null, one, new Told(told.Add));
        Assert.Equal((new FileInfo(one).Length, 3), (made.ProofBytes, made.Statement.ExitCode));
        Assert.InRange(made.ProofBytes, 1, 120 * 1024);
        Assert.True(made.ProvenBits >= 128);
        Assert.Equal((2, 3), told.Where(p => p.Stage == ZkfpStage.Recursion).Select(p => (p.Steps, p.TotalSteps)).First()); // the leaf is not made again
        Assert.Equal((3, 3), (told[^1].Steps, told[^1].TotalSteps));
        Assert.Equal(File.ReadAllBytes(Sample("hello.final")), File.ReadAllBytes(one));

        ZkfpAggregate same = await final.AggregateAsync([list], later);
        Assert.Equal(File.ReadAllBytes(one), File.ReadAllBytes(later));
        Assert.Equal((1, new FileInfo(later).Length), (same.Proof.Runs.Count, same.ProofBytes));

        // For L1, of two: the same run twice.
        ZkfpAggregate both = await l1.AggregateAsync([list, list], bundle);
        Assert.True(both.Proof.IsForL1);
        Assert.Empty(Directory.GetFiles(work));
        ZkfpVerdict verdict = await ZkfpVerifier.VerifyFileAsync(bundle, _program, s_output, CancellationToken.None);
        Assert.True(verdict.IsValid, verdict.Reason);
        Assert.Equal([1, 2], verdict.Members);
        Assert.Equal(2, verdict.FinalProof!.Runs.Count);
        Assert.All(verdict.FinalProof.Runs, r =>
            Assert.Equal((_key.Digest, SHA256.HashData(s_output)), (r.KeyDigest, r.Statement.OutputDigest!.Value.ToArray()), new Same()));
        foreach (int number in (int[])[1, 2])
        {
            JsonElement path = JsonDocument.Parse(verdict.FinalProof.PathFile(number)).RootElement;
            Assert.Equal(
                (number, 2, verdict.FinalProof.Root),
                (path.GetProperty("member").GetInt32(), path.GetProperty("runs").GetInt32(), path.GetProperty("root").GetString()));
            IReadOnlyList<ZkfpSibling> siblings = verdict.FinalProof.PathOf(number);
            Assert.Equal(
                path.GetProperty("path").EnumerateArray().Select(s => new ZkfpSibling(s.GetProperty("sibling").GetString()!, s.GetProperty("left").GetBoolean())),
                siblings);
            Assert.Equal(number == 2, siblings[0].IsLeft);
            Assert.Equal(path.GetProperty("claim").GetString(), siblings[0].Digest); // of equal runs
        }

        Assert.NotEmpty(both.Proof.ToCalldata());
        byte[] changed = With(File.ReadAllBytes(bundle), 12, 3); // one run instead of two
        Assert.False(ZkfpVerifier.Verify(changed, _program).IsValid);

        // What cannot become a part of a proof.
        File.WriteAllBytes(In("damaged"), With(File.ReadAllBytes(list), 5000, 1));
        foreach (string bad in (string[])[In("damaged"), one, Sample("hello.elf")])
            Assert.Equal(ZkfpError.BadProof, (await Assert.ThrowsAsync<ZkfpException>(() => final.AggregateAsync([list, bad], In("x")))).Error);
        await Assert.ThrowsAsync<FileNotFoundException>(() => final.AggregateAsync([In("absent")], In("x")));
        await Assert.ThrowsAsync<ArgumentException>(() => final.AggregateAsync([], In("x")));
        await Assert.ThrowsAsync<ArgumentException>(() => final.AggregateAsync([list], list));
        await Assert.ThrowsAsync<InvalidOperationException>(() => shards.AggregateAsync([list], In("x")));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ZkfpProver(new ZkfpProverOptions { Form = (ZkfpProofForm)4 }));
        Assert.False(File.Exists(In("x")));
    }

    /// <summary>
    /// Another set of recursion circuits: the proof is for this build's, so one that is the same in all but the last key refuses it, and one that has no room for
    /// the program neither proves it nor puts its list into a proof.
    /// </summary>
    [Fact]
    public async Task Recursion_keys_are_those_that_the_caller_gives()
    {
        string text = File.ReadAllText(Path.Combine(Root, "src/Prover/recursion.keys"));
        ZkfpRecursionKeys own = Keys(text), other = Keys(Changed(text, "\nFinal 0 ", 1)), narrow = Keys(Changed(text, "\nsizes ", 0));
        Assert.NotEqual(own.Digest, other.Digest);
        byte[] bytes = File.ReadAllBytes(Sample("hello.final"));
        foreach ((ZkfpRecursionKeys keys, string? kind) in ((ZkfpRecursionKeys, string?)[])[(own, null), (other, "WrongKey")])
        {
            var options = new ZkfpVerifierOptions { RecursionKeys = keys, ExpectedOutput = s_output };
            Assert.Equal(kind, ZkfpVerifier.Verify(bytes, _program, options).ReasonKind);
            Assert.Equal(kind, ZkfpVerifier.Verify(bytes, _key, options).ReasonKind);
            Assert.Equal(kind, (await ZkfpVerifier.VerifyFileAsync(Sample("hello.final"), _program, options, CancellationToken.None)).ReasonKind);
            Assert.Equal(kind, (await ZkfpVerifier.VerifyFileAsync(Sample("hello.final"), _key, options, CancellationToken.None)).ReasonKind);
            Assert.Equal(kind is null, ZkfpFinalProof.TryVerify(bytes, keys, out _, out _, out string? itsKind));
            Assert.Equal(kind, itsKind);
        }

        using var prover = new ZkfpProver(new ZkfpProverOptions { RecursionKeys = narrow });
        foreach (Func<Task> proof in (Func<Task>[])[() => prover.ProveAsync(_program, null, In("p")), () => prover.AggregateAsync([Sample("hello.proof")], In("p"))])
        {
            ZkfpException e = await Assert.ThrowsAsync<ZkfpException>(proof);
            Assert.Equal(ZkfpError.CannotBeProven, e.Error);
            Assert.Contains("the most that", e.Message, StringComparison.Ordinal);
        }

        foreach (string bad in (string[])["", "zkfp recursion circuits 4\n", text + "\n", Changed(text, "\nFinal 0 ", 1)[..^40]])
            Assert.Equal(ZkfpError.BadKey, Assert.Throws<ZkfpException>(() => Keys(bad)).Error);

        static ZkfpRecursionKeys Keys(string text) => ZkfpRecursionKeys.FromBytes(System.Text.Encoding.UTF8.GetBytes(text));

        // The first number after some words becomes another one.
        static string Changed(string text, string words, int value)
        {
            int at = text.IndexOf(words, StringComparison.Ordinal) + words.Length, end = text.IndexOf(' ', at);
            return $"{text[..at]}{value}{text[end..]}";
        }
    }

    /// <summary>The disk is asked before the first shard is proven, and before a list is put into the work folder.</summary>
    [Fact]
    public async Task A_disk_without_room_ends_a_proof_before_it_begins()
    {
        string work = In("work"), path = In("p"), list = Sample("hello.proof");
        var told = new List<ZkfpProgress>();
        foreach (ZkfpProofForm form in Enum.GetValues<ZkfpProofForm>())
        {
            // A node and the shard's proof; a shard's proof and the list.
            foreach ((long free, Func<string, long?> left) in ((long, Func<string, long?>)[])[(1_000_000, _ => 1_000_000), (1_000, f => f == work ? null : 1_000)])
            {
                using var prover = new ZkfpProver(new ZkfpProverOptions { Form = form, WorkDirectory = work, FreeBytes = left });
                ZkfpException e = await Assert.ThrowsAsync<ZkfpException>(() => prover.ProveAsync(_program, null, path, new Told(told.Add)));
                Assert.Equal(ZkfpError.NoSpace, e.Error);
                Assert.StartsWith($"no space: '{(free == 1_000 ? _folder : work)}' has {(free == 1_000 ? "0.0" : "1.0")} MB left, about ", e.Message, StringComparison.Ordinal);
                if (form is ZkfpProofForm.Final or ZkfpProofForm.L1)
                {
                    e = await Assert.ThrowsAsync<ZkfpException>(() => prover.AggregateAsync([list], path, new Told(told.Add)));
                    Assert.Equal(ZkfpError.NoSpace, e.Error);
                }
            }
        }

        Assert.DoesNotContain(told, p => p.Stage is ZkfpStage.Shards or ZkfpStage.Recursion);
        Assert.All(Directory.GetFiles(work), f => Assert.EndsWith(".run", f, StringComparison.Ordinal));
        Assert.False(File.Exists(path));

        // Of a stream and without a folder of the caller's, what lies in the system's for temporary files; nothing of a list.
        using var streaming = new ZkfpProver(new ZkfpProverOptions { FreeBytes = f => f == Path.GetTempPath() ? 1_000 : null });
        Assert.Equal(ZkfpError.NoSpace, (await Assert.ThrowsAsync<ZkfpException>(() => streaming.ProveToAsync(_program, null, Stream.Null))).Error);
        using var shards = new ZkfpProver(new ZkfpProverOptions { Form = ZkfpProofForm.Shards, FreeBytes = _ => 0 });
        Assert.Equal(3, (await shards.ProveToAsync(_program, null, Stream.Null)).Statement.ExitCode);
    }

    private string In(string name) => Path.Combine(_folder, name);

    // A word of a file, changed in some bits.
    private static byte[] With(byte[] file, int word, uint bits)
    {
        byte[] bytes = [.. file];
        Span<byte> at = bytes.AsSpan(4 * word);
        BinaryPrimitives.WriteUInt32LittleEndian(at, BinaryPrimitives.ReadUInt32LittleEndian(at) ^ bits);
        return bytes;
    }

    private sealed class Told(Action<ZkfpProgress> tell) : IProgress<ZkfpProgress>
    {
        public void Report(ZkfpProgress p) => tell(p);
    }

    private sealed class Same : IEqualityComparer<(string, byte[])>
    {
        public bool Equals((string, byte[]) x, (string, byte[]) y) => x.Item1 == y.Item1 && x.Item2.AsSpan().SequenceEqual(y.Item2);

        public int GetHashCode((string, byte[]) obj) => 0;
    }
}
