using System.Diagnostics;
using Zkfp.Verifier.Keys;
using Zkfp.Verifier.Proofs;
using Zkfp.Verifier.Tests.Toy;

namespace Zkfp.Verifier.Tests;

/// <summary>Skipped where there is no Python 3.</summary>
internal sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute()
    {
        try
        {
            using var p = Process.Start(new ProcessStartInfo("python3", "--version") { RedirectStandardOutput = true });
            p!.WaitForExit();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Skip = "needs python3";
        }
    }
}

/// <summary>tests/second-verifier/verify.py, written from docs/protocol.md, agrees with this verifier.</summary>
public class SecondVerifierTests
{
    [PythonFact]
    public void Both_verifiers_accept_and_refuse_the_same()
    {
        string folder = Directory.CreateTempSubdirectory("zkfp").FullName;
        try
        {
            ToyProof p = ToyProof.Make();
            byte[] proof = ProofWriter.Write(p.Proof);
            Assert.Equal("", Run(folder, p, proof, out string accepted));
            Assert.Contains($"valid: 3 shards, outcome 0x{ToyRun.Outcome:x}", accepted, StringComparison.Ordinal);
            byte[] damaged = (byte[])proof.Clone();
            damaged[proof.Length / 4 * 4 - 4] ^= 1;
            Run(folder, p, damaged, out string refused);
            Assert.Contains("invalid: shard 3: last claim", refused, StringComparison.Ordinal);
            Assert.Equal(ErrorKind.WhirMismatch, RunVerifier.Verify(ToyMachine.Machine, p.Key, damaged).Error?.Kind);
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    private static string Run(string folder, ToyProof p, byte[] proof, out string output)
    {
        File.WriteAllBytes(Path.Combine(folder, "machine"), MachineFile.Write(ToyMachine.Machine));
        File.WriteAllBytes(Path.Combine(folder, "key"), VerifyingKeyFile.Write(p.Key));
        File.WriteAllBytes(Path.Combine(folder, "proof"), proof);
        var start = new ProcessStartInfo("python3") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in (string[])[Script(), "machine", "key", "proof"]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return errors.Result;
    }

    private static string Script()
    {
        DirectoryInfo? d = new(AppContext.BaseDirectory);
        while (d is not null && !File.Exists(Path.Combine(d.FullName, "Zkfp.sln"))) d = d.Parent;
        return Path.Combine(d!.FullName, "tests", "second-verifier", "verify.py");
    }
}
