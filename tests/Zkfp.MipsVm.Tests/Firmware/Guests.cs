using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Zkfp.MipsVm.Tests.Conformance;

namespace Zkfp.MipsVm.Tests.Firmware;

/// <summary>A theory that needs programs on the PATH; skipped by name where one is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ToolTheoryAttribute : TheoryAttribute
{
    public ToolTheoryAttribute(params string[] tools)
    {
        string[] missing = tools.Where(t => !SharedData.HasTool(t)).ToArray();
        if (missing.Length > 0)
            Skip = $"not installed: {string.Join(", ", missing)}";
    }
}

/// <summary>Builds the sample guests with the tools of this machine, once per test run.</summary>
internal static class Guests
{
    private static readonly ConcurrentDictionary<string, Lazy<byte[]>> Built = new();
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "guests");

    /// <summary>guests/samples/c/NAME.c for <c>mips</c> or <c>mipsel</c>.</summary>
    public static byte[] C(string arch, string name) => Build("c", arch, name);

    /// <summary>guests/samples/go/NAME.go for <c>mips</c> or <c>mipsle</c>.</summary>
    public static byte[] Go(string arch, string name) => Build("go", arch, name);

    /// <summary>Where the built program lies, for qemu.</summary>
    public static string PathOf(string arch, string name) => Path.Combine(Folder, $"{name}.{arch}");

    private static byte[] Build(string language, string arch, string name) => Built.GetOrAdd($"{language} {arch} {name}", _ => new Lazy<byte[]>(() =>
    {
        string script = Path.Combine(Repository.Root, "guests", "samples", language, "build.sh");
        (int code, _, string errors) = Execute("sh", [script, Folder, arch, name], []);
        Assert.True(code == 0, $"{script} {arch} {name}: exit code {code}\n{errors}");
        return File.ReadAllBytes(PathOf(arch, name));
    })).Value;

    /// <summary>Runs a program under qemu-user, with the environment that the machine gives.</summary>
    public static (int ExitCode, string Output, string Errors) Qemu(string arch, string path, string[] arguments, byte[] stdin) =>
        Execute(arch is "mips" ? "qemu-mips" : "qemu-mipsel", ["-0", "guest", path, .. arguments], stdin);

    private static (int ExitCode, string Output, string Errors) Execute(string file, string[] arguments, byte[] stdin)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        if (file.StartsWith("qemu", StringComparison.Ordinal))
        {
            start.Environment.Clear();
            start.Environment["LANG"] = "C";
        }
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        try
        {
            process.StandardInput.BaseStream.Write(stdin);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it read all.
        }

        if (!process.WaitForExit(120_000))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{file} {string.Join(' ', arguments)} did not end within two minutes");
        }
        return (process.ExitCode, output.Result, errors.Result);
    }
}
