using System.Security.Cryptography;
using System.Text;
using Zkfp.Core.Memory;
using Zkfp.MipsVm.Loading;
using Zkfp.MipsVm.Tests.Firmware;
using static Zkfp.Sdk.Tests.Repository;

namespace Zkfp.Sdk.Tests;

/// <summary>The library on the sample program.</summary>
[Collection(Provers.Name)]
public sealed class ProveAndVerifyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zkfp-sdk").FullName;
    private readonly ZkfpProgram _program = ZkfpProgram.Load(Sample("hello.elf"));

    public void Dispose() => Directory.Delete(_folder, true);

    [Fact]
    public async Task What_it_proves_it_verifies_and_the_command_s_proofs_too()
    {
        string path = Path.Combine(_folder, "hello.proof");
        var told = new List<ZkfpProgress>();
        using var output = new MemoryStream();
        using (var prover = new ZkfpProver(new ZkfpProverOptions { Form = ZkfpProofForm.Shards, Threads = 2, WorkDirectory = Path.Combine(_folder, "work") }))
        {
            ZkfpProof proof = await prover.ProveAsync(_program, new ZkfpInput { Stdout = output }, path, new Told(told));
            Assert.Equal(3, proof.Statement.ExitCode);
            Assert.Null(proof.Statement.Signal);
            Assert.True(proof.Statement.WroteExactly(output.ToArray()));
            Assert.Equal(SHA256.HashData(output.ToArray()), proof.Statement.OutputDigest!.Value.ToArray());
            Assert.Equal((new FileInfo(path).Length, 1), (proof.ProofBytes, proof.Shards));
            Assert.Equal(_program.ShortRunKey, proof.Key);
            Assert.True(proof.Statement.Instructions > 1000);
        }

        Assert.Equal(0, NativePool.CachedBytes);
        Assert.Equal(File.ReadAllBytes(Sample("hello.output")), output.ToArray());
        Assert.Empty(Directory.GetFiles(Path.Combine(_folder, "work")));
        Assert.Equal([ZkfpStage.Execution, ZkfpStage.Setup, ZkfpStage.Boundary, ZkfpStage.Shards], told.Select(p => p.Stage).Distinct());

        foreach (string file in (string[])[path, Sample("hello.proof")])
        {
            byte[] bytes = File.ReadAllBytes(file);
            foreach (ZkfpVerdict verdict in (ZkfpVerdict[])[
                ZkfpVerifier.Verify(bytes, _program), ZkfpVerifier.Verify(bytes, ZkfpKey.FromBytes(File.ReadAllBytes(Sample("hello.vk"))), output.ToArray()),
                await ZkfpVerifier.VerifyFileAsync(file, _program), await ZkfpVerifier.VerifyFileAsync(file, _program, output.ToArray(), CancellationToken.None)])
            {
                Assert.True(verdict.IsValid, verdict.Reason);
                Assert.StartsWith("valid: exit 3; SHA-256", verdict.ToString(), StringComparison.Ordinal);
                Assert.True(verdict.ProvenBits >= 128 && verdict.Shards == 1);
            }
        }
    }

    [Fact]
    public async Task What_is_not_proven_is_rejected_with_a_reason_and_states_nothing()
    {
        byte[] proof = File.ReadAllBytes(Sample("hello.proof")), output = File.ReadAllBytes(Sample("hello.output"));
        ZkfpKey other = ZkfpProgram.FromBytes(File.ReadAllBytes(Sample("hello.elf")), profile: ZkfpProfile.Cannon).ShortRunKey;
        byte[] damaged = [.. proof];
        damaged[^4] ^= 1;
        string path = Path.Combine(_folder, "damaged");
        File.WriteAllBytes(path, damaged);
        foreach ((ZkfpVerdict verdict, string reason) in new[]
        {
            (ZkfpVerifier.Verify(damaged, _program), "WhirMismatch"),
            (await ZkfpVerifier.VerifyFileAsync(path, _program.ShortRunKey), "WhirMismatch"),
            (ZkfpVerifier.Verify(proof, other), "about another program"),
            (await ZkfpVerifier.VerifyFileAsync(Sample("hello.proof"), other), "about another program"),
            (ZkfpVerifier.Verify(proof, _program.Key), "for a key of height 18"), // a key is exactly that, if the program has another one
            (ZkfpVerifier.Verify(proof, _program, output.AsSpan(1)), "not the one expected"),
            (await ZkfpVerifier.VerifyFileAsync(Sample("hello.proof"), _program, ReadOnlyMemory<byte>.Empty, CancellationToken.None), "not the one expected"),
            (ZkfpVerifier.Verify([], _program.Key), "not a proof: it is empty"),
            (ZkfpVerifier.Verify(proof.AsSpan(0, 5000), _program), "the file ends too early"),
            (ZkfpVerifier.Verify(File.ReadAllBytes(Sample("hello.elf")), _program.Key), "not a proof: it is an ELF file for MIPS"),
            (await ZkfpVerifier.VerifyFileAsync(Sample("hello.vk"), _program.Key), "not a proof: it is a verifying key"),
        })
        {
            Assert.False(verdict.IsValid);
            Assert.Null(verdict.Statement);
            Assert.Equal((0, 0.0), (verdict.Shards, verdict.ProvenBits));
            Assert.Empty(verdict.Members);
            Assert.NotNull(verdict.ReasonKind);
            Assert.Contains(reason, verdict.Reason, StringComparison.Ordinal);
        }
    }

    /// <summary>Each kind of run has its key, as the command has.</summary>
    [Fact]
    public void Keys_are_of_all_heights()
    {
        ZkfpKey[] keys = [_program.ShortRunKey, _program.Key, _program.LongRunKey];
        Assert.Equal([18, 20, 21], keys.Select(k => k.Inner.LogHeight));
        Assert.Equal(3, keys.Distinct().Count());
        Assert.All(keys, k => Assert.Equal(k, _program.KeyFor(k.Inner.LogHeight)));
        Assert.All((int[])[-1, 0, 19, 22], h => Assert.Equal(_program.Key, _program.KeyFor(h)));
    }

    /// <summary>
    /// The height in a proof is anybody's claim. A program of some millions of instructions has no key for short runs; a proof that claims one is rejected, not an error.
    /// </summary>
    [Fact]
    public void A_proof_cannot_claim_a_key_that_the_program_has_not()
    {
        byte[] code = TinyElf.Code(Endianness.Big, [.. Enumerable.Repeat(0x1022_0001u, 720_000)]); // beq $1, $2: three rows of the ROM each
        ZkfpProgram large = ZkfpProgram.FromBytes(TinyElf.Make(Endianness.Big, 0x0010_0000, (0x0010_0000, code)));
        Assert.Equal(ZkfpError.CannotBeProven, Assert.Throws<ZkfpException>(() => large.ShortRunKey).Error);
        ZkfpVerdict verdict = ZkfpVerifier.Verify(File.ReadAllBytes(Sample("hello.proof")), large);
        Assert.False(verdict.IsValid);
        Assert.Contains("for a key of height 18", verdict.Reason, StringComparison.Ordinal);
    }

    /// <summary>A key does not say of which profile it is, so a statement that is known by a key alone does not say what its digest is of.</summary>
    [Fact]
    public void A_statement_says_what_its_digest_is_of()
    {
        byte[] proof = File.ReadAllBytes(Sample("hello.proof"));
        Assert.StartsWith("valid: exit 3; SHA-256 of the output 9fc1", ZkfpVerifier.Verify(proof, _program).ToString(), StringComparison.Ordinal);
        Assert.StartsWith(
            "valid: exit 3; SHA-256 of the output (if the key is of profile Linux) 9fc1", ZkfpVerifier.Verify(proof, _program.ShortRunKey).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Programs_are_run_with_what_they_are_given()
    {
        ZkfpProgram sha256 = ZkfpProgram.Load(Path.Combine(Root, "guests/samples/prebuilt/sha256sum-go-be.elf"));
        using var output = new MemoryStream();
        byte[] input = Encoding.UTF8.GetBytes("some input");
        ZkfpStatement s = await sha256.RunAsync(new ZkfpInput { Stdin = new MemoryStream(input), Stdout = output });
        Assert.Equal(0, s.ExitCode);
        Assert.StartsWith(Convert.ToHexStringLower(SHA256.HashData(input)), Encoding.UTF8.GetString(output.ToArray()), StringComparison.Ordinal);
        Assert.True(s.WroteExactly(output.ToArray()));

        await Assert.ThrowsAsync<ArgumentException>(() => sha256.RunAsync(new ZkfpInput { Arguments = ["a\0b"] }));
    }

    [Fact]
    public async Task Errors_have_their_kinds()
    {
        Assert.Equal(ZkfpError.BadProgram, Assert.Throws<ZkfpException>(() => ZkfpProgram.Load(Sample("hello.c"))).Error);
        Assert.Equal(ZkfpError.BadKey, Assert.Throws<ZkfpException>(() => ZkfpKey.FromBytes(File.ReadAllBytes(Sample("hello.elf")))).Error);
        Assert.Equal(ZkfpError.CannotBeProven, (await Assert.ThrowsAsync<ZkfpException>(() => _program.RunAsync(maxInstructions: 10))).Error);
        await Assert.ThrowsAsync<FileNotFoundException>(() => ZkfpVerifier.VerifyFileAsync(Path.Combine(_folder, "absent"), _program.Key));
        ZkfpProgram cannon = ZkfpProgram.FromBytes(File.ReadAllBytes(Sample("hello.elf")), profile: ZkfpProfile.Cannon);
        await Assert.ThrowsAsync<ArgumentException>(() => cannon.RunAsync(new ZkfpInput { Arguments = ["x"] }));
        await Assert.ThrowsAsync<ArgumentException>(() => _program.RunAsync(new ZkfpInput { Preimages = _ => null }));

        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var prover = new ZkfpProver();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => prover.ProveAsync(_program, null, Path.Combine(_folder, "p"), cancellation: cancelled.Token));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
        prover.Dispose();
        prover.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => prover.ProveToAsync(_program, null, Stream.Null));
    }

    /// <summary>Whoever uses the package sees this assembly alone, so nothing public may name a type of another one.</summary>
    [Fact]
    public void The_public_surface_is_small_and_closed()
    {
        Type[] types = typeof(ZkfpProver).Assembly.GetExportedTypes();
        Assert.InRange(types.Length, 1, 24);
        foreach (Type type in types)
        {
            foreach (System.Reflection.MethodBase method in type.GetMethods().Cast<System.Reflection.MethodBase>().Concat(type.GetConstructors()))
            {
                foreach (Type used in method.GetParameters().Select(p => p.ParameterType).Append(method is System.Reflection.MethodInfo m ? m.ReturnType : typeof(void)))
                    Assert.False(used.FullName is { } name && name.Contains("Zkfp.", StringComparison.Ordinal) && name.Replace("Zkfp.Zkfp", "", StringComparison.Ordinal).Contains("Zkfp.", StringComparison.Ordinal), $"{type.Name}.{method.Name}: {used}");
            }
        }
    }

    private sealed class Told(List<ZkfpProgress> list) : IProgress<ZkfpProgress>
    {
        public void Report(ZkfpProgress value) => list.Add(value);
    }
}
