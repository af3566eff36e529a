// SPDX-License-Identifier: Apache-2.0
package dev.hob.engine.tokenizer;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import dev.hob.engine.memory.FreedMemory;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/// One tokenizer of Hugging Face's library, through DJL's JNI binding. DJL's own wrapper asks for
/// every property of every token, texts and masks included, where we need the ids alone.
/// Thread-safe; closing waits for those who encode.
final class NativeTokenizer implements AutoCloseable {
  private static final String OFFLINE = "ai.djl.offline";
  private static final String CACHE = "DJL_CACHE_DIR";

  /// A file from here on leaves freed memory behind that is worth handing back.
  private static final int LARGE = 1 << 20;

  private final ReadWriteLock life = new ReentrantReadWriteLock();

  /// 0 once closed.
  private long handle;

  private NativeTokenizer(long handle) {
    this.handle = handle;
  }

  /// @param json a `tokenizer.json` without truncation, padding and templates
  /// @throws RuntimeException the library refuses it
  static NativeTokenizer of(String json) {
    prepare();
    LibUtils.checkStatus();
    NativeTokenizer made =
        new NativeTokenizer(TokenizersLibrary.LIB.createTokenizerFromString(json));
    if (json.length() >= LARGE) {
      FreedMemory.giveBack();
    }
    return made;
  }

  /// Finds and links the library now, which takes a new process some 100 ms, rather than with the
  /// first tokenizer. What is wrong with it the first tokenizer says.
  static void link() {
    prepare();
    try {
      MethodHandles.lookup().ensureInitialized(LibUtils.class);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /// @param text without lone surrogates
  long[] encode(String text) {
    life.readLock().lock();
    try {
      if (handle == 0) {
        throw new IllegalStateException("the tokenizer is closed");
      }
      long encoding = TokenizersLibrary.LIB.encode(handle, text, false);
      try {
        return TokenizersLibrary.LIB.getTokenIds(encoding);
      } finally {
        TokenizersLibrary.LIB.deleteEncoding(encoding);
      }
    } finally {
      life.readLock().unlock();
    }
  }

  /// Frees the library's memory. Idempotent.
  @Override
  public void close() {
    life.writeLock().lock();
    try {
      if (handle != 0) {
        TokenizersLibrary.LIB.deleteTokenizer(handle);
        handle = 0;
      }
    } finally {
      life.writeLock().unlock();
    }
  }

  /// Keeps DJL's loader of the library off the network and out of `~/.djl.ai`. DJL can be told so
  /// by system properties only; what the process's own start has set already wins. Must run before
  /// a class of DJL's is first used.
  private static void prepare() {
    if (System.getProperty(OFFLINE) == null) {
      System.setProperty(OFFLINE, "true");
    }
    if (System.getProperty(CACHE) == null && System.getenv(CACHE) == null) {
      System.setProperty(CACHE, cache().toString());
    }
  }

  private static Path cache() {
    String caches = System.getenv("XDG_CACHE_HOME");
    Path root =
        caches == null || caches.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(caches);
    return root.resolve("hob").resolve("djl");
  }
}
