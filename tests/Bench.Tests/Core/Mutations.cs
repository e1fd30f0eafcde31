using System.Diagnostics;
using Bench.Core;

namespace Bench.Tests;

/// <summary>Files as accidents leave them: a seed, one of some good files, and a few changes of its bytes.</summary>
internal static class Mutations
{
    private const int MostChanges = 4, LongestInsertion = 12;

    /// <summary>
    /// Has a reader read changed files, the same ones in every run, until their number or the time is used up: only a user's mistake may
    /// come out, in one line, or in several where a file may have several mistakes.
    /// </summary>
    /// <param name="seeds">Good files.</param>
    /// <param name="tokens">Bytes that mean something in the format; they are inserted.</param>
    /// <param name="read">Reads one.</param>
    /// <param name="manyLines">Whether a file may have several mistakes.</param>
    /// <param name="count">How many at most.</param>
    /// <param name="seconds">How long at most.</param>
    /// <returns>How many were refused.</returns>
    public static int Survive(
        IReadOnlyList<byte[]> seeds, IReadOnlyList<byte[]> tokens, Action<byte[]> read, bool manyLines = false, int count = 1000, double seconds = 4)
    {
        var clock = Stopwatch.StartNew();
        var refused = 0;
        for (var i = 0; i < count && clock.Elapsed.TotalSeconds < seconds; i++)
        {
            var file = Change(seeds[i % seeds.Count], tokens, SeededStream.For(i, "mutation"));
            try
            {
                read(file);
            }
            catch (UserError mistake)
            {
                refused++;
                var lines = mistake.Message.Split('\n');
                Assert.True((manyLines || lines.Length == 1) && !lines.Any(string.IsNullOrWhiteSpace), $"mutation {i}: {mistake.Message}");
            }
            catch (Exception fault)
            {
                Assert.Fail($"mutation {i}: {fault.GetType().Name}: {fault.Message}\n{fault.StackTrace}\n{Convert.ToBase64String(file)}");
            }
        }
        Assert.True(refused > 0);
        return refused;
    }

    private static byte[] Change(byte[] good, IReadOnlyList<byte[]> tokens, SeededStream stream)
    {
        var file = good.ToList();
        for (var changes = 1 + stream.NextInt(MostChanges); changes > 0; changes--)
        {
            var at = stream.NextInt(file.Count + 1);
            var length = Math.Min(stream.NextInt(LongestInsertion), file.Count - at);
            switch (stream.NextInt(8))
            {
                case 0 when at < file.Count: file[at] ^= (byte)(1 << stream.NextInt(8)); break;
                case 1 when at < file.Count: file[at] = (byte)stream.NextInt(256); break;
                case 2 when at < file.Count: file[at] = (byte)(stream.NextInt(2) * 255); break;
                case 3: file.RemoveRange(at, length); break;
                case 4: file.InsertRange(at, file.GetRange(at, length)); break;
                case 5: file.RemoveRange(at, file.Count - at); break;
                case 6: file.InsertRange(stream.NextInt(file.Count + 1), file.GetRange(at, length)); break;
                default: file.InsertRange(at, tokens[stream.NextInt(tokens.Count)]); break;
            }
        }
        return [.. file];
    }
}
