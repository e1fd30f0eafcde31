using System.CommandLine;
using Bench.Cli.Display;
using Bench.Core;
using Bench.Models;
using Bench.Onnx;
using Bench.Tensors;

namespace Bench.Cli.Commands;

/// <summary><c>bench list weights FILE</c>: what a file of weights holds, without its numbers and without a tensor.</summary>
internal static class ListWeights
{
    private const int MostNamed = 8;

    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A file of safetensors or of PyTorch (.pt, .pth, .th, .pth.tar, .ckpt), or an ONNX file." };
        var command = new Command("weights", "Names, shapes and types of the weights in a file, and what is passed over beside them.") { file };
        command.SetAction(parsed =>
        {
            var path = parsed.GetValue(file)!;
            if (!File.Exists(path) && !Directory.Exists(path)) throw new UserError($"{path}: no such file");
            var listing = WeightImport.List(new AnyWeightFile(path));
            Console.WriteLine($"{path}: {Words.Count(listing.Tensors.Count, "tensor")}{(listing.Where.Length == 0 ? "" : $" in '{PlainLine.Of(listing.Where)}'")}{Besides(listing)}");
            TextTable.Write(Console.Out, ["name", "shape", "type"], listing.Tensors.Select(t => new[] { PlainLine.Of(t.Name), $"({string.Join(", ", t.Shape)})", t.Type }));
            return ExitCode.Done;
        });
        return command;
    }

    private static string Besides(WeightListing listing)
    {
        IReadOnlyList<string> others = [.. listing.PassedOver, .. listing.Unread.Select(u => $"{u.Key} ({u.Value})")];
        return others.Count == 0 ? "" : $"; passed over: {PlainLine.Of(string.Join(", ", others.Take(MostNamed)))}{(others.Count > MostNamed ? $" and {others.Count - MostNamed} more" : "")}";
    }
}
