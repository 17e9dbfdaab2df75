using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Zkfp.MipsVm.Execution;
using Zkfp.MipsVm.Hosting;
using Zkfp.MipsVm.Loading;

namespace Zkfp.MipsVm.Tests.Firmware;

/// <summary>A program's run inside the machine, with what it wrote.</summary>
public sealed record GuestRun(Outcome Outcome, byte[] Output, byte[] Errors)
{
    public string OutputText => Encoding.UTF8.GetString(Output);

    public string ErrorText => Encoding.UTF8.GetString(Errors);

    public static GuestRun Of(ReadOnlyMemory<byte> elf, byte[]? stdin = null, ulong limit = 2_000_000_000, params string[] arguments)
    {
        ProgramImage program = Hosting.Firmware.Load(elf, Profile.Linux);
        using var output = new MemoryStream();
        using var errors = new MemoryStream();
        var host = new LinuxHost(program.Endianness, new LinuxHostOptions
        {
            Arguments = ["guest", .. arguments],
            Environment = ["LANG=C"],
            Stdin = new MemoryStream(stdin ?? []),
            Stdout = output,
            Stderr = errors,
        });
        Outcome outcome = Executor.Run(program, host, new RunOptions { MaxInstructions = limit });
        var run = new GuestRun(outcome, output.ToArray(), errors.ToArray());
        if (outcome.Reason == StopReason.Halted)
            run.CheckDigest();
        return run;
    }

    /// <summary>Every run that ends has committed to all it wrote.</summary>
    private void CheckDigest()
    {
        Assert.Equal(0xFF, Outcome.Committed);
        byte[] digest = new byte[32];
        for (int i = 0; i < 8; i++)
            BinaryPrimitives.WriteUInt32BigEndian(digest.AsSpan(4 * i), Outcome.PublicValues[i]);
        Assert.Equal(Convert.ToHexString(SHA256.HashData(Output)), Convert.ToHexString(digest));
    }
}
