using System.Diagnostics;

namespace Bench.Tests.Cli;

/// <summary>What is no ordinary file is refused wherever a file can be named: to read a pipe that nobody writes, or a device, would never end.</summary>
public sealed class SpecialFileTests : IDisposable
{
    private const string Rest = "datasets: [digits]\ncompressions: [2]\nseeds: [1]\n";

    private readonly BenchProgram bench = new();

    public void Dispose() => bench.Dispose();

    [Theory(Timeout = 120_000)]
    [InlineData("run pipe")]
    [InlineData("plan pipe")]
    [InlineData("plan pipe --steps random")]
    [InlineData("sensitivity pipe")]
    [InlineData("status --sweep pipe")]
    [InlineData("list models pipe")]
    [InlineData("list models pipe.onnx")]
    [InlineData("list models --channels link.onnx")]
    [InlineData("list weights pipe")]
    [InlineData("list weights pipe.onnx")]
    [InlineData("list published --published folder")]
    [InlineData("status --db pipe")]
    [InlineData("run network.yaml --db pipe")]
    [InlineData("merge pipe")]
    [InlineData("diff aaaa bbbb --other pipe")]
    [InlineData("plan network.yaml")]
    [InlineData("plan device.yaml")]
    [InlineData("plan start.yaml")]
    [InlineData("plan scores.yaml")]
    public async Task It_is_one_line(string line)
    {
        if (!OperatingSystem.IsLinux()) Assert.Skip("pipes are told from files on Linux only");
        Directory.CreateDirectory(Path.Combine(bench.Folder, "folder"));
        foreach (var pipe in (string[])["pipe", "pipe.onnx", "folder/points.csv"])
            using (var made = Process.Start("mkfifo", [Path.Combine(bench.Folder, pipe)])) await made.WaitForExitAsync(TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(Path.Combine(bench.Folder, "link.onnx"), "pipe.onnx");
        bench.Write("network.yaml", Rest + "models: [{name: t, onnx: pipe.onnx}]\nstrategies: [random]\n");
        bench.Write("device.yaml", Rest + "models: [{name: t, onnx: /dev/zero}]\nstrategies: [random]\n");
        bench.Write("start.yaml", Rest + "models: [lenet-300-100]\nstrategies: [random]\nstart: {weights: pipe}\n");
        bench.Write("scores.yaml", Rest + "models: [lenet-300-100]\nstrategies: [{name: f, criterion: {name: file, file: pipe}, scope: global}]\n");

        (await bench.Run(line.Split(' '))).IsMistake(": is a device, pipe or socket: save its content as a file");
    }
}
