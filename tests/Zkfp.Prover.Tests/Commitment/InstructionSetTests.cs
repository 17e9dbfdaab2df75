using System.Diagnostics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Zkfp.Prover.Tests.Commitment;

/// <summary>
/// Every kernel against scalar code in child processes, under the runtime's knobs. The first line that a child prints says which kernels it chose, so
/// a knob that does nothing fails the test.
/// </summary>
public class InstructionSetTests
{
    [Fact]
    public void Unrestricted() => Check(null, null, Widest(Avx512BW.IsSupported && Vector512.IsHardwareAccelerated, true), null);

    [Fact]
    public void Without_Avx512() => Check("DOTNET_EnableAVX512", "0", Widest(false, true), "Avx512F False");

    [Fact]
    public void Vectors_of_256_bits() => Check("DOTNET_PreferredVectorBitWidth", "256", Widest(false, true), "Vector512 False");

    [Fact]
    public void Without_Avx2() => Check("DOTNET_EnableAVX2", "0", Widest(false, false), "Avx2 False");

    [Fact]
    public void Scalar() => Check("DOTNET_EnableHWIntrinsic", "0", "scalar", "Sse41 False");

    private static string Widest(bool avx512, bool avx2) =>
        avx512 ? "AVX-512" : avx2 && Avx2.IsSupported ? "AVX2" : Sse41.IsSupported ? "SSE4.1" : "scalar";

    private static void Check(string? knob, string? value, string kernels, string? effect)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Zkfp.KernelCheck.dll"));
        start.ArgumentList.Add("quick");
        if (knob is not null) start.Environment[knob] = value;
        using Process child = Process.Start(start)!;
        Task<string> error = child.StandardError.ReadToEndAsync();
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        Assert.True(child.ExitCode == 0, output + error.Result);
        Assert.StartsWith($"kernels: {kernels} (", output, StringComparison.Ordinal);
        if (effect is not null) Assert.Contains(effect, output, StringComparison.Ordinal);
        Assert.Contains("all kernels equal the scalar specification", output, StringComparison.Ordinal);
        Assert.DoesNotContain("DIFFERS", output, StringComparison.Ordinal);
    }
}
