using System.Diagnostics;

namespace Zkfp.Verifier.Tests.Second;

/// <summary>The verifier of tests/second-verifier, built once per test process from its Go sources.</summary>
internal static class GoVerifier
{
    private static readonly Lazy<string?> s_path = new(Build);

    /// <summary>The program, or null where there is no Go.</summary>
    public static string? Path => s_path.Value;

    /// <summary>Name for a file that goes with the program when the process ends.</summary>
    public static string NewFile() => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, System.IO.Path.GetRandomFileName());

    private static string? Build()
    {
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(System.IO.Path.Combine(root.FullName, "Zkfp.sln"))) root = root.Parent;
        string folder = Directory.CreateTempSubdirectory("zkfp-second").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, true);
        string program = System.IO.Path.Combine(folder, "second-verifier");
        var start = new ProcessStartInfo("go") { WorkingDirectory = System.IO.Path.Combine(root!.FullName, "tests", "second-verifier") };
        foreach (string argument in (string[])["build", "-buildvcs=false", "-o", program, "."]) start.ArgumentList.Add(argument);
        try
        {
            using Process process = Process.Start(start)!;
            process.WaitForExit();
            return process.ExitCode == 0 ? program : throw new InvalidOperationException($"go build ended with {process.ExitCode}.");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
