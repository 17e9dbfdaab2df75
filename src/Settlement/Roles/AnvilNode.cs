using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Zkfp.Rollup.Rpc;
using Zkfp.Settlement.L1;

namespace Zkfp.Settlement.Roles;

/// <summary>A local L1 in a process of its own: Foundry's anvil under Osaka's rules, which makes a block for each transaction.</summary>
public sealed class AnvilNode : IDisposable
{
    private readonly Process _process;
    private readonly JsonRpcClient _rpc;

    private AnvilNode(Process process, string url)
    {
        _process = process;
        Url = url;
        _rpc = new JsonRpcClient(url, new RpcOptions { Tries = 60, Backoff = TimeSpan.FromMilliseconds(50), Timeout = TimeSpan.FromSeconds(30) });
        L1 = new L1Client(_rpc);
    }

    /// <summary>Where it listens, on this machine only.</summary>
    public string Url { get; }

    /// <summary>A client of it.</summary>
    public L1Client L1 { get; }

    /// <summary>The program: on the path, or beside the contracts' compiler; null if it is not installed.</summary>
    /// <param name="contracts">The folder of the contracts.</param>
    public static string? Find(string? contracts)
    {
        IEnumerable<string> folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        string modules = Path.Combine(contracts ?? "", "node_modules", "@foundry-rs");
        if (contracts is not null
            && Directory.Exists(modules)) folders = folders.Concat(Directory.GetDirectories(modules, "anvil-*")
            .Select(static folder => Path.Combine(folder, "bin")));
        return folders.Select(static folder => Path.Combine(folder, "anvil")).FirstOrDefault(File.Exists);
    }

    /// <summary>Starts it on a free port and waits until it answers.</summary>
    /// <param name="program">From <see cref="Find"/>.</param>
    /// <param name="time">Timestamp of its genesis.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="IOException">It does not start.</exception>
    public static async Task<AnvilNode> StartAsync(string program, ulong time, CancellationToken cancellation = default)
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo(program)
            {
                ArgumentList = { "--port", $"{port}", "--hardfork", "osaka", "--chain-id", "31337", "--silent", "--timestamp", $"{time}", "--accounts", "1" },
                RedirectStandardOutput = true,
                RedirectStandardInput = true,
            })!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new IOException($"cannot start '{program}': {e.Message}", e);
        }

        var node = new AnvilNode(process, $"http://127.0.0.1:{port}");
        try
        {
            await node.L1.ChainIdAsync(cancellation).ConfigureAwait(false);
            return node;
        }
        catch (Exception e)
        {
            node.Dispose();
            if (e is RpcException) throw new IOException($"'{program}' does not answer on {node.Url}: {e.Message}", e);
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }

        _process.Dispose();
        _rpc.Dispose();
    }
}
